namespace Lamina.Shared.ProgramOptions;

/// <summary>
/// Ends a program when its standard input does, if <c>LAMINA_END_WITH_INPUT=1</c>: a program that another one started through a pipe then cannot
/// outlive it, however that one ends.
/// </summary>
internal static class EndWithInput
{
    private const string Variable = "LAMINA_END_WITH_INPUT";

    /// <summary>Watches if asked to.</summary>
    /// <param name="end">Called once, when the input has ended.</param>
    public static void Watch(Action end)
    {
        if (Environment.GetEnvironmentVariable(Variable) != "1")
        {
            return;
        }

        Stream input = Console.OpenStandardInput();
        _ = Task.Run(async () =>
        {
            byte[] ignored = new byte[256];
            while (await input.ReadAsync(ignored) > 0)
            {
            }

            end();
        });
    }
}
