using System.Text.Json;
using Lamina.Data;
using Lamina.Images;
using Lamina.Images.Decoding;
using Lamina.Images.Encoding;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Runs;

/// <summary>
/// The folder of a run: a file per finished piece, the pictures of what was reconstructed, and checkpoints of what is going on. Pieces
/// of the same subject made elsewhere may be copied in; those of another are left aside.
/// </summary>
/// <remarks>The pictures may show victims. They are written here and nowhere else.</remarks>
public sealed class PieceStore
{
    private const int MaxPieceBytes = 64 * 1024 * 1024;
    private readonly string _folder;
    private readonly string _subject;
    private readonly Dictionary<PieceKey, Piece> _pieces = [];

    private PieceStore(string folder, string subject)
    {
        _folder = folder;
        _subject = subject;
    }

    /// <summary>All pieces of the subject.</summary>
    public IReadOnlyCollection<Piece> Pieces => _pieces.Values;

    /// <summary>Pieces in the folder that are of another subject.</summary>
    public int Strangers { get; private set; }

    /// <summary>Opens a folder, or makes it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="subject">See <see cref="RunSubject.Digest"/>.</param>
    /// <exception cref="DataException">A piece cannot be read.</exception>
    public static PieceStore Open(string folder, string subject)
    {
        PieceStore store = new(folder, subject);
        Directory.CreateDirectory(store.PieceFolder);
        foreach (string file in Directory.EnumerateFiles(store.PieceFolder, "*.json").Order(StringComparer.Ordinal))
        {
            Piece piece = Read(file);
            if (piece.Subject == subject)
            {
                store._pieces[piece.Key] = piece;
            }
            else
            {
                store.Strangers++;
            }
        }

        return store;
    }

    /// <summary>The piece of that key, or null.</summary>
    public Piece? Find(PieceKey key) => _pieces.GetValueOrDefault(key);

    /// <summary>Keeps a piece: written beside its place first, so that an interrupted write leaves no half of one.</summary>
    public void Save(Piece piece)
    {
        ArgumentNullException.ThrowIfNull(piece);
        string path = Path.Combine(PieceFolder, piece.Key.Id(_subject) + ".json");
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(piece, PieceJson.Default.Piece));
        File.Move(path + ".new", path, overwrite: true);
        _pieces[piece.Key] = piece;
        if (piece.Finished && Directory.Exists(CheckpointPath(piece.Key)))
        {
            Directory.Delete(CheckpointPath(piece.Key), recursive: true);
        }
    }

    /// <summary>Takes over what another folder of the same subject has and this one lacks: pieces with their pictures, not checkpoints.</summary>
    /// <param name="other">The other folder; it is left as it is.</param>
    /// <returns>How many pieces were taken.</returns>
    /// <exception cref="ArgumentException">It is of another subject.</exception>
    public int Take(PieceStore other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._subject != _subject)
        {
            throw new ArgumentException("A store of the same subject was wanted.", nameof(other));
        }

        Piece[] taken = [.. other.Pieces.Where(piece => Find(piece.Key) is not { } known || (!known.Finished && (piece.Finished || piece.LimitSeconds > known.LimitSeconds)))];
        foreach (Piece piece in taken)
        {
            // Pictures first: a piece that is there has them.
            string pictures = other.PictureFolder(piece.Key);
            foreach (string file in Directory.Exists(pictures) ? Directory.EnumerateFiles(pictures) : [])
            {
                File.Copy(file, Path.Combine(Directory.CreateDirectory(PictureFolder(piece.Key)).FullName, Path.GetFileName(file)), overwrite: true);
            }

            Save(piece);
        }

        return taken.Length;
    }

    /// <summary>A folder, which exists then, for the checkpoint of a piece that is being worked on.</summary>
    public string Checkpoint(PieceKey key) => Directory.CreateDirectory(CheckpointPath(key)).FullName;

    /// <summary>Where the pictures of a piece are: 0000.png is the first victim's.</summary>
    public string PictureFolder(PieceKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Path.Combine(_folder, "reconstructions", $"{key.Name}-{key.Id(_subject)[..8]}");
    }

    /// <summary>Keeps reconstructions as pictures.</summary>
    public void SavePictures(PieceKey key, IReadOnlyList<UnitImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        string folder = Directory.CreateDirectory(PictureFolder(key)).FullName;
        for (int i = 0; i < images.Count; i++)
        {
            PngWriter.Save(UnitPictures.ToPicture(images[i]), Path.Combine(folder, $"{i:0000}.png"));
        }
    }

    /// <summary>The reconstructions of a piece, rounded to 8 bits; null where they are not all there.</summary>
    public IReadOnlyList<UnitImage>? LoadPictures(PieceKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        string[] files = [.. Enumerable.Range(0, key.Victims).Select(i => Path.Combine(PictureFolder(key), $"{i:0000}.png"))];
        try
        {
            return files.All(File.Exists) ? UnitPictures.Lazily([.. files.Select(file => PictureDecoder.Load(file))]) : null;
        }
        catch (PictureException)
        {
            return null;
        }
    }

    private string PieceFolder => Path.Combine(_folder, "pieces");

    private string CheckpointPath(PieceKey key) => Path.Combine(_folder, "checkpoints", key.Id(_subject));

    private static Piece Read(string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            Piece? piece = stream.Length <= MaxPieceBytes ? JsonSerializer.Deserialize(stream, PieceJson.Default.Piece) : null;
            return piece is { Format: Piece.CurrentFormat } ? piece : throw new DataException($"{file}: is no result of the format {Piece.CurrentFormat}; delete it to have it computed again.");
        }
        catch (JsonException fault)
        {
            throw new DataException($"{file}: is damaged; delete it to have it computed again.", fault);
        }
    }
}
