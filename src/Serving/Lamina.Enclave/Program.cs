using Lamina.Attestation.Issuing;

return await Lamina.Enclave.Hosting.EnclaveProgram.RunAsync(args, Console.Out, Console.Error, new PlatformDetector());
