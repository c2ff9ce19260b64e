using System.Runtime.InteropServices;
using System.Text;
using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Scores;
using Lamina.Torch.Training;

namespace Lamina.Privacy.Attacks.WhiteBox;

/// <summary>The victims that are done, kept in a file: an interrupted search goes on with the next, with the same outcome.</summary>
internal sealed class SearchCheckpoint
{
    private const string Magic = "lamina-search-2";
    private const string Before = "lamina-search-1";
    private readonly string? _path;
    private readonly string _fingerprint;
    private readonly List<SearchedVictim> _victims = [];
    private double _limit = double.PositiveInfinity;
    private bool _old;

    private SearchCheckpoint(string? path, string fingerprint) => (_path, _fingerprint) = (path, fingerprint);

    /// <summary>The chosen weight of the prior; null if none was chosen yet.</summary>
    public double? Prior { get; private set; }

    /// <summary>The first victims.</summary>
    public IReadOnlyList<SearchedVictim> Victims => _victims;

    /// <summary>Opens a file or starts one.</summary>
    /// <exception cref="TrainingException">It is damaged or of another job.</exception>
    public static SearchCheckpoint Open(string? path, Func<string> fingerprint)
    {
        var checkpoint = new SearchCheckpoint(path, path is null ? "" : fingerprint());
        if (File.Exists(path))
        {
            checkpoint.Read();
        }

        return checkpoint;
    }

    /// <summary>Keeps the chosen prior.</summary>
    public void Save(double prior)
    {
        Prior = prior;
        Write();
    }

    /// <summary>Leaves what can be gone on from: the search from another start, or one that time cut short where there is more of it now, is begun anew.</summary>
    /// <param name="victims">Digests of all victims that are wanted.</param>
    /// <param name="starts">Digests of what they start from.</param>
    /// <param name="limit">Time there is; null for no limit.</param>
    /// <returns>What was dropped, a sentence; null for nothing.</returns>
    /// <exception cref="TrainingException">The victims are others.</exception>
    public string? Fit(IReadOnlyList<string> victims, IReadOnlyList<string> starts, TimeSpan? limit)
    {
        if (!_victims.Zip(victims).All(pair => pair.First.Victim == pair.Second))
        {
            throw new TrainingException($"{_path} is of another job: its victims are others.");
        }

        double seconds = limit?.TotalSeconds ?? double.PositiveInfinity;
        int other = _victims.Zip(starts).TakeWhile(pair => pair.First.Start == pair.Second).Count();
        int whole = seconds > _limit ? _victims.TakeWhile(victim => victim.Finished).Count() : _victims.Count;
        int kept = Math.Min(Math.Min(other, starts.Count), whole);
        int dropped = Math.Min(_victims.Count, starts.Count) - kept;
        if (_victims.Count == 0 || seconds > _limit)
        {
            _limit = seconds;
        }

        if (dropped > 0)
        {
            _victims.RemoveRange(kept, _victims.Count - kept);
            if (kept == 0)
            {
                // The weight was chosen in the time there was.
                Prior = null;
            }
        }

        return _old ? "the checkpoint is an earlier version's; the search begins anew."
            : dropped <= 0 ? null
            : other < whole ? $"the learned pictures it starts from are others now; {dropped} victims are searched again."
            : $"there is more time now; {dropped} victims that were not finished are searched again.";
    }

    /// <summary>Keeps further victims.</summary>
    public void Add(IReadOnlyList<SearchedVictim> victims, double prior)
    {
        _victims.AddRange(victims.Select(victim => victim.AsFloats()));
        Save(prior);
    }

    private void Write()
    {
        if (_path is null)
        {
            return;
        }

        string beside = _path + ".new";
        using (var writer = new BinaryWriter(File.Create(beside), Encoding.UTF8))
        {
            writer.Write(Magic);
            writer.Write(_fingerprint);
            writer.Write(Prior!.Value);
            writer.Write(_limit);
            writer.Write(_victims.Count);
            foreach (SearchedVictim victim in _victims)
            {
                writer.Write(victim.Victim);
                writer.Write(victim.Start);
                writer.Write(victim.Finished);
                Write(writer, victim.Best);
                Write(writer, victim.Own);
            }
        }

        File.Move(beside, _path, overwrite: true);
    }

    private static void Write(BinaryWriter writer, UnitImage image)
    {
        writer.Write(image.Width);
        writer.Write(image.Height);
        writer.Write(MemoryMarshal.AsBytes(PictureTensors.Floats(image).AsSpan()));
    }

    private void Read()
    {
        try
        {
            using var reader = new BinaryReader(File.OpenRead(_path!), Encoding.UTF8);
            string magic = reader.ReadString();
            if (magic == Before)
            {
                _old = true;
                return;
            }

            string found = magic == Magic ? reader.ReadString() : throw new TrainingException($"{_path} is no checkpoint of this version.");
            if (found != _fingerprint)
            {
                throw new TrainingException($"{_path} is of another job: it has {found}; this one has {_fingerprint}.");
            }

            Prior = reader.ReadDouble();
            _limit = reader.ReadDouble();
            int count = reader.ReadInt32();
            for (int i = 0; i < count; i++)
            {
                _victims.Add(new SearchedVictim(reader.ReadString(), reader.ReadString(), reader.ReadBoolean(), Picture(reader), Picture(reader)));
            }
        }
        catch (Exception fault) when (fault is IOException or FormatException or ArgumentException)
        {
            throw new TrainingException($"{_path} cannot be read as a checkpoint: {fault.Message}", fault);
        }
    }

    private UnitImage Picture(BinaryReader reader)
    {
        (int width, int height) = (reader.ReadInt32(), reader.ReadInt32());
        if (width is < 1 or > UnitImage.MaxSide || height is < 1 or > UnitImage.MaxSide)
        {
            throw new TrainingException($"{_path} is damaged: a picture of {width}x{height}.");
        }

        float[] values = new float[UnitImage.Channels * width * height];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return UnitImage.FromPlanar(width, height, values);
    }
}
