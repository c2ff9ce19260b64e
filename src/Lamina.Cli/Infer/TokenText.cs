using Lamina.Cli.CommandLine;

namespace Lamina.Cli.Infer;

/// <summary>Reads a bearer token from a file: a command line is there for everyone on the machine to see.</summary>
internal static class TokenText
{
    private const int MaxBytes = 4096;

    /// <summary>The token without the blanks and line ends around it; null without a file.</summary>
    /// <exception cref="CommandFailure">The file cannot be read or holds no token: exit code 5.</exception>
    public static string? Read(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            return null;
        }

        string token = System.Text.Encoding.UTF8.GetString(InputFiles.Read(path, MaxBytes)).Trim();
        return token.Length is > 0 and <= 1024 && token.All(character => character is > ' ' and <= '~')
            ? token
            : throw CommandFailure.Unusable("the file holds no token: 1 to 1024 ASCII characters without blanks are wanted", path);
    }
}
