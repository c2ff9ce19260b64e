using Lamina.Attestation.Issuing;
using Lamina.Shared.ProgramOptions;

StandardStreams.Guard();
return await Lamina.Enclave.Hosting.EnclaveProgram.RunAsync(args, Console.Out, Console.Error, new PlatformDetector());
