global using Lamina.Shared.ProgramOptions;
