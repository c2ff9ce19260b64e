using Lamina.Cli.CommandLine;
using Lamina.Shared.ProgramOptions;

StandardStreams.Guard();
return await CommandTree.RunAsync(args, Console.Out, Console.Error);
