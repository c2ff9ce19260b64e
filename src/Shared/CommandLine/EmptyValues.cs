using System.CommandLine;

namespace Lamina.Shared.CommandLine;

/// <summary>Refuses an option or argument that is given with nothing in it, as an unset variable of a script gives it: no file, folder or tensor has such a name.</summary>
internal static class EmptyValues
{
    /// <summary>Has every value of a tree of commands looked at, when the command line is read.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="texts">Options whose value is a text that may be empty.</param>
    public static void Refuse(RootCommand root, params string[] texts) => Refuse(root, texts, []);

    private static void Refuse(Command command, string[] texts, HashSet<Symbol> seen)
    {
        foreach (Option option in command.Options.Where(option => !texts.Contains(option.Name) && seen.Add(option)))
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
                {
                    result.AddError($"{option.Name} is empty; a value was wanted.");
                }
            });
        }

        foreach (Argument argument in command.Arguments.Where(argument => seen.Add(argument)))
        {
            argument.Validators.Add(result =>
            {
                if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
                {
                    result.AddError($"{argument.Name} is empty; a value was wanted.");
                }
            });
        }

        foreach (Command child in command.Subcommands)
        {
            Refuse(child, texts, seen);
        }
    }
}
