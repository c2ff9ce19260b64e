using System.Globalization;
using Lamina.Privacy.Runs;

namespace Lamina.Lab;

/// <summary>Talk and progress, on stderr. A terminal gets one line that is rewritten, a file a line now and then.</summary>
internal sealed class Talk(TimeProvider time) : IRunTalk
{
    private static readonly TimeSpan OnTerminal = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan InFile = TimeSpan.FromSeconds(30);

    private readonly bool _terminal = !Console.IsErrorRedirected;
    private readonly Lock _gate = new();
    private long? _last;
    private int _width;

    /// <summary>Says a line.</summary>
    public void Say(string line)
    {
        lock (_gate)
        {
            Clear();
            Console.Error.WriteLine(line);
        }
    }

    /// <summary>Shows where the work is, at most a few times a second.</summary>
    public void Progress(Func<string> line)
    {
        lock (_gate)
        {
            if (_last is { } last && time.GetElapsedTime(last) < (_terminal ? OnTerminal : InFile))
            {
                return;
            }

            _last = time.GetTimestamp();
            string text = line();
            Clear();
            if (_terminal)
            {
                Console.Error.Write(text);
                _width = text.Length;
            }
            else
            {
                Console.Error.WriteLine(text);
            }
        }
    }

    /// <summary>A duration as people read it.</summary>
    public static string Duration(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min")
        : time.TotalMinutes >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds:00} s") : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s");

    private void Clear()
    {
        if (_width > 0)
        {
            Console.Error.Write("\r" + new string(' ', _width) + "\r");
            _width = 0;
        }
    }
}
