using System.Runtime.InteropServices;
using System.Text;
using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Scores;
using Lamina.Torch.Training;

namespace Lamina.Privacy.Attacks.WhiteBox;

/// <summary>The victims that are done, kept in a file: an interrupted search goes on with the next, with the same outcome.</summary>
internal sealed class SearchCheckpoint
{
    private const string Magic = "lamina-search-1";
    private readonly string? _path;
    private readonly string _fingerprint;
    private readonly List<UnitImage> _victims = [];
    private readonly List<string> _digests = [];

    private SearchCheckpoint(string? path, string fingerprint) => (_path, _fingerprint) = (path, fingerprint);

    /// <summary>The chosen weight of the prior; null if none was chosen yet.</summary>
    public double? Prior { get; private set; }

    /// <summary>Reconstructions of the first victims.</summary>
    public IReadOnlyList<UnitImage> Victims => _victims;

    /// <summary>False if one of them was cut short by time.</summary>
    public bool Finished { get; private set; } = true;

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

    /// <summary>Throws unless the victims that are done are these.</summary>
    /// <param name="digests">Of all victims that are wanted.</param>
    /// <exception cref="TrainingException">They are others.</exception>
    public void Require(IReadOnlyList<string> digests)
    {
        if (!_digests.Zip(digests).All(pair => pair.First == pair.Second))
        {
            throw new TrainingException($"{_path} is of another job: its victims or their learned reconstructions are others.");
        }
    }

    /// <summary>Keeps further victims.</summary>
    public void Add(IReadOnlyList<UnitImage> victims, IReadOnlyList<string> digests, double prior, bool finished)
    {
        _digests.AddRange(digests);
        // Floats, as the file has them: a resumed run must not differ in the last bits.
        _victims.AddRange(victims.Select(image => UnitImage.FromPlanar(image.Width, image.Height, PictureTensors.Floats(image))));
        Finished &= finished;
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
            writer.Write(Finished);
            writer.Write(_victims.Count);
            foreach ((UnitImage image, string digest) in _victims.Zip(_digests))
            {
                writer.Write(digest);
                writer.Write(image.Width);
                writer.Write(image.Height);
                writer.Write(MemoryMarshal.AsBytes(PictureTensors.Floats(image).AsSpan()));
            }
        }

        File.Move(beside, _path, overwrite: true);
    }

    private void Read()
    {
        try
        {
            using var reader = new BinaryReader(File.OpenRead(_path!), Encoding.UTF8);
            string magic = reader.ReadString();
            string found = magic == Magic ? reader.ReadString() : throw new TrainingException($"{_path} is no checkpoint of this version.");
            if (found != _fingerprint)
            {
                throw new TrainingException($"{_path} is of another job: it has {found}; this one has {_fingerprint}.");
            }

            Prior = reader.ReadDouble();
            Finished = reader.ReadBoolean();
            int count = reader.ReadInt32();
            for (int i = 0; i < count; i++)
            {
                _digests.Add(reader.ReadString());
                (int width, int height) = (reader.ReadInt32(), reader.ReadInt32());
                if (width is < 1 or > UnitImage.MaxSide || height is < 1 or > UnitImage.MaxSide)
                {
                    throw new TrainingException($"{_path} is damaged: a picture of {width}x{height}.");
                }

                float[] values = new float[UnitImage.Channels * width * height];
                reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
                _victims.Add(UnitImage.FromPlanar(width, height, values));
            }
        }
        catch (Exception fault) when (fault is IOException or FormatException or ArgumentException)
        {
            throw new TrainingException($"{_path} cannot be read as a checkpoint: {fault.Message}", fault);
        }
    }
}
