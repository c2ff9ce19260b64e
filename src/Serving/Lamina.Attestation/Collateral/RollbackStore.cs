using System.Globalization;
using System.Numerics;

namespace Lamina.Attestation.Collateral;

/// <summary>
/// Remembers the newest issue of every vendor document that passed, and refuses an older one: whoever hands out collateral
/// could otherwise keep an outdated platform current by replaying last month's. A file of one line per document; safe for
/// concurrent callers, also in several processes.
/// </summary>
public sealed class RollbackStore
{
    private const int MaxLines = 10_000;

    /// <summary>How often another process's turn is waited for, and how long each time: a turn takes milliseconds.</summary>
    private const int LockAttempts = 500;

    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(10);

    private readonly string _file;
    private readonly Lock _lock = new();
    private Dictionary<string, CollateralVersion> _newest;

    /// <summary>Opens the store; a file that is not there yet is an empty store, and is made with its folder when there is something to remember.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is damaged: deleting it forgets what was seen, so that is left to a person.</exception>
    public RollbackStore(string file)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        _file = Path.GetFullPath(file);
        _newest = Load();
    }

    /// <summary>
    /// Adds the step <c>collateral-rollback</c> to a verification for which documents counted. An accepted or genuine result whose
    /// documents are all as new as those seen before is remembered; one with an older document becomes refused.
    /// </summary>
    /// <exception cref="IOException">The store cannot be read or written.</exception>
    /// <exception cref="InvalidDataException">The file was damaged since.</exception>
    public VerificationResult Admit(VerificationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Collateral.Count == 0) return result;
        lock (_lock)
        {
            using FileStream turn = TakeTurn();
            _newest = Load(); // another process may have seen newer ones
            string[] older = [.. result.Collateral.Where(IsOlder).Select(version => $"{version.Role} of {version.Issued:yyyy-MM-dd} number {version.Number}, seen before of {_newest[version.Role].Issued:yyyy-MM-dd} number {_newest[version.Role].Number}")];
            bool passed = older.Length == 0;
            var step = new VerificationStep(StepNames.CollateralRollback, passed ? StepStatus.Passed : StepStatus.Failed,
                passed ? $"{result.Collateral.Count} document(s), none older than seen before" : $"rolled back: {string.Join("; ", older)}");
            if (passed && result.Outcome != VerificationOutcome.Refused) Remember(result.Collateral);
            return result with { Steps = [.. result.Steps, step], Outcome = passed ? result.Outcome : VerificationOutcome.Refused };
        }
    }

    private Dictionary<string, CollateralVersion> Load()
    {
        Dictionary<string, CollateralVersion> newest = [];
        if (!File.Exists(_file)) return newest;
        int number = 0;
        foreach (string line in File.ReadLines(_file))
        {
            CollateralVersion version = Parse(line) ?? throw new InvalidDataException($"{_file}, line {number + 1}: not 'issued number role'.");
            if (++number > MaxLines) throw new InvalidDataException($"{_file} has more than {MaxLines} lines.");
            newest[version.Role] = version;
        }

        return newest;
    }

    /// <summary>The system ends a turn when its holder ends, however it ends.</summary>
    private FileStream TakeTurn()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        using ManualResetEventSlim never = new();
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(_file + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < LockAttempts)
            {
                never.Wait(LockPause);
            }
        }
    }

    private bool IsOlder(CollateralVersion version) =>
        _newest.TryGetValue(version.Role, out CollateralVersion? seen) && (version.Number < seen.Number || version.Issued < seen.Issued);

    private void Remember(IEnumerable<CollateralVersion> versions)
    {
        CollateralVersion[] changed = [.. versions.Where(version => !_newest.TryGetValue(version.Role, out CollateralVersion? seen) || seen != version)];
        if (changed.Length == 0) return;
        foreach (CollateralVersion version in changed) _newest[version.Role] = version;

        // A new file in place of the old: a crash leaves one or the other whole.
        string part = _file + ".part";
        File.WriteAllLines(part, _newest.Values.OrderBy(version => version.Role, StringComparer.Ordinal).Select(version => string.Create(CultureInfo.InvariantCulture, $"{version.Issued.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} {version.Number} {version.Role}")));
        File.Move(part, _file, overwrite: true);
    }

    private static CollateralVersion? Parse(string line) => line.Split(' ', 3) is [var issued, var number, { Length: > 0 } role]
        && DateTimeOffset.TryParseExact(issued, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset instant)
        && BigInteger.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger value)
            ? new CollateralVersion(role, value, instant)
            : null;
}
