using Lamina.Enclave.Hosting;

return await EnclaveProgram.RunAsync(args, Console.Out, Console.Error);
