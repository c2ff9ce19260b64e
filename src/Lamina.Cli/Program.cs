using Lamina.Cli.CommandLine;

return await CommandTree.RunAsync(args, Console.Out, Console.Error);
