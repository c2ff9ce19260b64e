namespace Lamina.Fuzz;

/// <summary>
/// Makes inputs of a corpus: takes an entry and changes one to eight places of it. Seeded, so that every input can be made again. Blind: it is not told what a
/// parser did with an input (that needs AFL or libFuzzer beside SharpFuzz), so it leans on a corpus that is valid deep down.
/// </summary>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus, int seed)
{
    private const int MostChanges = 8, MostBytes = 64 << 10;

    /// <summary>Numbers at the edges of what fields can hold.</summary>
    private static readonly long[] Edges = [0, 1, -1, 127, 128, 255, 256, 32767, 32768, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue];

    private static readonly string[] Words = ["\"", "{", "}", "[", "]", ":", ",", "null", "true", "-1", "1e999", "99999999999999999999", "\\u0000", "\\ud800", "../", "\n", "\0"];

    private readonly Random _random = new(seed);

    /// <summary>The next input.</summary>
    public byte[] Next()
    {
        List<byte> bytes = [.. corpus[_random.Next(corpus.Count)]];
        for (int change = _random.Next(1, MostChanges + 1); change > 0; change--)
        {
            Change(bytes);
        }

        return bytes.Count <= MostBytes ? [.. bytes] : [.. bytes.Take(MostBytes)];
    }

    private void Change(List<byte> bytes)
    {
        int at = _random.Next(bytes.Count + 1);
        int length = Math.Min(bytes.Count - at, 1 + _random.Next(_random.Next(2) == 0 ? 8 : 256));
        switch (_random.Next(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2:
                Overwrite(bytes, at, BitConverter.GetBytes(Edges[_random.Next(Edges.Length)]).AsSpan(0, 1 << _random.Next(4)), reverse: _random.Next(2) == 0);
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 5:
                bytes.InsertRange(at, Enumerable.Range(0, length).Select(_ => (byte)_random.Next(256)).ToArray());
                break;
            case 6:
                bytes.InsertRange(at, System.Text.Encoding.ASCII.GetBytes(Words[_random.Next(Words.Length)]));
                break;
            case 7:
                byte[] other = corpus[_random.Next(corpus.Count)];
                int from = _random.Next(other.Length + 1);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(other.Length - from, 1 + _random.Next(256))).ToArray());
                break;
            case 8 when _random.Next(4) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }

    private static void Overwrite(List<byte> bytes, int at, Span<byte> value, bool reverse)
    {
        if (reverse)
        {
            value.Reverse();
        }

        for (int i = 0; i < value.Length && at + i < bytes.Count; i++)
        {
            bytes[at + i] = value[i];
        }
    }
}
