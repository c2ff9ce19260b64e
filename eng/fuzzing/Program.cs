using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Lamina.Fuzz;

// eng/fuzz PARSER N [SEED]: feeds N mutated inputs to one parser, or to each of them ("all"), and prints a row of the result table.
const long MostAllocated = 256L << 20;
string checkout = Environment.GetEnvironmentVariable("LAMINA_CHECKOUT") ?? Directory.GetCurrentDirectory();
string corpusRoot = Path.Combine(checkout, "eng", "fuzzing", "corpus");
if (args is ["write-corpus"])
{
    Seeds.Write(corpusRoot, checkout);
    return 0;
}

if (args.Length is < 2 or > 3 || !int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count) || (args[0] != "all" && !Targets.All.ContainsKey(args[0])))
{
    Console.Error.WriteLine($"fuzz: usage: eng/fuzz PARSER|all N [SEED]; parsers: {string.Join(", ", Targets.All.Keys)}");
    return 2;
}

int seed = args.Length == 3 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1;

// A run that must end gives the row of what it has fed by then.
TimeSpan longest = double.TryParse(Environment.GetEnvironmentVariable("LAMINA_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out double seconds) ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
int findings = 0;
Console.WriteLine("| parser | seeds | inputs | accepted | findings | most allocated for one, MiB | seconds |");
Console.WriteLine("|---|---|---|---|---|---|---|");
foreach (string parser in args[0] == "all" ? Targets.All.Keys : [args[0]])
{
    findings += Run(parser);
}

Targets.Clean();
return findings == 0 ? 0 : 1;

int Run(string parser)
{
    // Real quotes and reports, where they may be read but not committed, lie in folders named for the parsers.
    string? more = Environment.GetEnvironmentVariable("LAMINA_FUZZ_MORE");
    List<byte[]> corpus =
    [
        .. new[] { corpusRoot, more }.OfType<string>().Select(root => Path.Combine(root, parser)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)).Select(File.ReadAllBytes),
    ];
    Func<byte[], bool> target = Targets.All[parser];
    Mutator mutator = new(corpus, seed);
    int accepted = 0, found = 0;
    long most = 0;
    long start = Stopwatch.GetTimestamp();

    // The seeds themselves come first, unchanged.
    int fed = 0;
    for (; fed < count && Stopwatch.GetElapsedTime(start) < longest; fed++)
    {
        byte[] input = fed < corpus.Count ? [.. corpus[fed]] : mutator.Next();
        byte[] kept = [.. input];
        long before = GC.GetAllocatedBytesForCurrentThread();
        string? fault = null;
        try
        {
            accepted += target(input) ? 1 : 0;
        }
        catch (Exception exception)
        {
            fault = exception.ToString();
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        most = Math.Max(most, allocated);
        fault ??= allocated > MostAllocated ? $"{allocated} bytes were allocated for an input of {kept.Length}" : null;
        if (fault is not null)
        {
            found++;
            Keep(parser, kept, fault);
        }
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {parser} | {corpus.Count} | {fed} | {accepted} | {found} | {most / 1048576.0:F1} | {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} |"));
    return found;
}

void Keep(string parser, byte[] input, string fault)
{
    string folder = Path.Combine(checkout, "artifacts", "fuzz", parser);
    Directory.CreateDirectory(folder);
    string name = Convert.ToHexStringLower(SHA256.HashData(input))[..16];
    File.WriteAllBytes(Path.Combine(folder, name), input);
    File.WriteAllText(Path.Combine(folder, name + ".txt"), fault);
    Console.Error.WriteLine($"fuzz: {parser}: artifacts/fuzz/{parser}/{name}: {fault.Split('\n')[0]}");
}
