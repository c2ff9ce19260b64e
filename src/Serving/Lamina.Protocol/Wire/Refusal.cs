using System.Diagnostics.CodeAnalysis;

namespace Lamina.Protocol.Wire;

/// <summary>Turns what a parser refused into a value: nothing a peer sends leaves this assembly as an exception.</summary>
internal static class Refusal
{
    public static bool Catch<T>(Func<T> parse, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? refusal)
        where T : class
    {
        try
        {
            value = parse();
            refusal = null;
            return true;
        }
        catch (WireFormatException exception)
        {
            value = null;
            refusal = exception.Message;
            return false;
        }
    }
}
