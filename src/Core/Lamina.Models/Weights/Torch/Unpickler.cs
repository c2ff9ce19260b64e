using System.Buffers.Binary;
using System.Text;

namespace Lamina.Models.Weights.Torch;

/// <summary>
/// Reads the subset of Python's pickle (protocols 2 to 5) that a state_dict is written in. It builds dictionaries, lists, numbers, text and tensor
/// descriptions; it has no way to import or call anything. Opcodes: Python's <c>Lib/pickletools.py</c>.
/// </summary>
internal sealed class Unpickler(ReadOnlyMemory<byte> pickle, int maxSteps)
{
    private static readonly object Mark = new();

    private readonly List<object?> _stack = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private int _position;

    /// <summary>The one object that the pickle describes.</summary>
    /// <exception cref="WeightException">The pickle is damaged, or uses more than a state_dict needs; the sentence names what.</exception>
    public object? Load()
    {
        for (int step = 0; step < maxSteps; step++)
        {
            byte opcode = Take(1)[0];
            if (opcode == (byte)'.')
            {
                return Pop();
            }

            if (!PushesConstant(opcode) && !UsesMemo(opcode) && !Builds(opcode))
            {
                throw new WeightException($"The pickle uses {PickleOpcodes.Name(opcode)} at byte {_position - 1}, which no state_dict needs; nothing was executed.");
            }
        }

        throw new WeightException($"The pickle has more than {maxSteps} steps.");
    }

    private bool PushesConstant(byte opcode)
    {
        switch (opcode)
        {
            case 0x80: // PROTO
                byte protocol = Take(1)[0];
                return protocol is >= 2 and <= 5 ? true : throw PickleGlobals.Odd($"protocol {protocol}");
            case 0x95: // FRAME: how much to read ahead; all is in memory
                Take(8);
                return true;
            case (byte)'N': Push(null); return true;
            case 0x88: Push(true); return true;
            case 0x89: Push(false); return true;
            case (byte)'K': Push((long)Take(1)[0]); return true;
            case (byte)'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); return true;
            case (byte)'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); return true;
            case 0x8a: Push(ReadLong(Take(1)[0])); return true;
            case (byte)'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); return true;
            case 0x8c: Push(ReadText(Take(1)[0])); return true;
            case (byte)'X': Push(ReadText(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); return true;
            case (byte)'}': Push(new PickleDict()); return true;
            case (byte)']': Push(new List<object?>()); return true;
            case (byte)')': Push(Array.Empty<object?>()); return true;
            case (byte)'(': Push(Mark); return true;
            default: return false;
        }
    }

    private bool UsesMemo(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'q': _memo[Take(1)[0]] = Peek(); return true;
            case (byte)'r': _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Peek(); return true;
            case 0x94: _memo[(uint)_memo.Count] = Peek(); return true;
            case (byte)'h': Push(Recall(Take(1)[0])); return true;
            case (byte)'j': Push(Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); return true;
            default: return false;
        }
    }

    private bool Builds(byte opcode)
    {
        switch (opcode)
        {
            case 0x85: Push(PopMany(1)); return true;
            case 0x86: Push(PopMany(2)); return true;
            case 0x87: Push(PopMany(3)); return true;
            case (byte)'t': Push(PopToMark()); return true;
            case (byte)'a': Append(PopMany(1)); return true;
            case (byte)'e': Append(PopToMark()); return true;
            case (byte)'s': SetItems(PopMany(2)); return true;
            case (byte)'u': SetItems(PopToMark()); return true;
            case (byte)'c': Push(PickleGlobals.Admit(ReadLine(), ReadLine())); return true;
            case 0x93: // STACK_GLOBAL
                object?[] names = PopMany(2);
                Push(names is [string module, string name] ? PickleGlobals.Admit(module, name) : throw PickleGlobals.Odd("a global without a name"));
                return true;
            case (byte)'Q': Push(PickleGlobals.Storage(Pop())); return true;
            case (byte)'R':
                object?[] call = PopMany(2);
                Push(PickleGlobals.Call(call[0], call[1]));
                return true;
            case (byte)'b':
                // BUILD sets attributes; a state_dict has one, "_metadata", which says nothing about tensors.
                Pop();
                return Peek() is PickleDict ? true : throw PickleGlobals.Odd("state for something that is no dictionary");
            default: return false;
        }
    }

    private void Append(object?[] values) =>
        (Peek() as List<object?> ?? throw PickleGlobals.Odd("an item for something that is no list")).AddRange(values);

    private void SetItems(object?[] values)
    {
        PickleDict target = Peek() as PickleDict ?? throw PickleGlobals.Odd("an item for something that is no dictionary");
        if (values.Length % 2 != 0)
        {
            throw PickleGlobals.Odd("a key without a value");
        }

        for (int i = 0; i < values.Length; i += 2)
        {
            target.Items.Add(new KeyValuePair<object?, object?>(values[i], values[i + 1]));
        }
    }

    private void Push(object? value) => _stack.Add(value);

    private object? Peek() => _stack.Count > 0 && _stack[^1] != Mark ? _stack[^1] : throw Damaged();

    private object? Pop() => PopMany(1)[0];

    private object?[] PopMany(int count)
    {
        int from = _stack.Count - count;
        if (from < 0)
        {
            throw Damaged();
        }

        object?[] values = [.. _stack.Skip(from)];
        if (values.Contains(Mark))
        {
            throw Damaged();
        }

        _stack.RemoveRange(from, count);
        return values;
    }

    private object?[] PopToMark()
    {
        int mark = _stack.LastIndexOf(Mark);
        if (mark < 0)
        {
            throw Damaged();
        }

        object?[] values = [.. _stack.Skip(mark + 1)];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return values;
    }

    private object? Recall(uint index) => _memo.TryGetValue(index, out object? value) ? value : throw Damaged();

    private long ReadLong(int bytes)
    {
        if (bytes > 8)
        {
            throw PickleGlobals.Odd($"a number of {bytes} bytes");
        }

        long value = 0;
        ReadOnlySpan<byte> digits = Take(bytes);
        for (int i = bytes - 1; i >= 0; i--)
        {
            value = (value << 8) | digits[i];
        }

        // The last byte's highest bit is the sign.
        return bytes is > 0 and < 8 && (digits[^1] & 0x80) != 0 ? value - (1L << (8 * bytes)) : value;
    }

    private string ReadText(uint bytes) => bytes <= int.MaxValue ? Encoding.UTF8.GetString(Take((int)bytes)) : throw Damaged();

    private string ReadLine()
    {
        int length = pickle.Span[_position..].IndexOf((byte)'\n');
        if (length < 0)
        {
            throw Damaged();
        }

        string line = Encoding.UTF8.GetString(Take(length));
        Take(1);
        return line;
    }

    private ReadOnlySpan<byte> Take(int bytes)
    {
        if (bytes > pickle.Length - _position)
        {
            throw Damaged();
        }

        _position += bytes;
        return pickle.Span.Slice(_position - bytes, bytes);
    }

    private WeightException Damaged() => new($"The pickle is damaged near byte {_position} of {pickle.Length}.");
}
