namespace Lamina.Onnx.Wire;

/// <summary>A range of a source: what a graph element was in the file, byte for byte.</summary>
internal readonly record struct ByteSlice(ByteSource Source, long Offset, long Length)
{
    public long End => Offset + Length;

    public static ByteSlice Of(byte[] bytes) => new(new MemorySource(bytes), 0, bytes.Length);

    /// <summary>The bytes in memory; only for slices whose length was checked against a ceiling.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Length];
        Source.ReadExactly(Offset, bytes);
        return bytes;
    }

    /// <summary>True when both ranges hold the same bytes.</summary>
    public bool SameBytes(in ByteSlice other)
    {
        if (Length != other.Length)
        {
            return false;
        }

        byte[] mine = new byte[Math.Min(Length, 64 << 10)];
        byte[] theirs = new byte[mine.Length];
        for (long done = 0; done < Length;)
        {
            int count = (int)Math.Min(mine.Length, Length - done);
            Source.ReadExactly(Offset + done, mine.AsSpan(0, count));
            other.Source.ReadExactly(other.Offset + done, theirs.AsSpan(0, count));
            if (!mine.AsSpan(0, count).SequenceEqual(theirs.AsSpan(0, count)))
            {
                return false;
            }

            done += count;
        }

        return true;
    }
}
