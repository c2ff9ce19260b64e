using System.Diagnostics;
using System.Globalization;
using Lamina.Runtime;

namespace Lamina.Bench.Threads;

/// <summary>The body in a process of its own. Only the order to run crosses, so that threads alone are measured. One instance serves one client.</summary>
internal sealed class BodyProcess : IDisposable
{
    private readonly Process _process;

    public BodyProcess(string model, ThreadPolicy policy)
    {
        string[] arguments = [typeof(BodyProcess).Assembly.Location, "--body", model, Text(policy.ThreadsPerRun), Text(policy.ConcurrentRuns), policy.Spinning.ToString()];
        _process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Answer();
    }

    public static ThreadPolicy Policy(string threads, string runs, string spinning) => new()
    {
        ThreadsPerRun = int.Parse(threads, CultureInfo.InvariantCulture),
        ConcurrentRuns = int.Parse(runs, CultureInfo.InvariantCulture),
        Spinning = Enum.Parse<Spinning>(spinning),
    };

    public static int Serve(string model, ThreadPolicy policy)
    {
        using Part body = new(model, policy);
        using Stream orders = Console.OpenStandardInput();
        using Stream answers = Console.OpenStandardOutput();
        do
        {
            answers.WriteByte(1);
            answers.Flush();
            if (orders.ReadByte() < 0)
            {
                return 0;
            }

            body.Run(0);
        }
        while (true);
    }

    public void Run()
    {
        _process.StandardInput.BaseStream.WriteByte(1);
        _process.StandardInput.BaseStream.Flush();
        Answer();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Answer()
    {
        if (_process.StandardOutput.BaseStream.ReadByte() < 0)
        {
            throw new InvalidOperationException("The body's process ended.");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
