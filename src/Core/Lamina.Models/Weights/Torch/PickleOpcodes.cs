namespace Lamina.Models.Weights.Torch;

/// <summary>Names of opcodes that are refused, for the refusal's sentence.</summary>
internal static class PickleOpcodes
{
    private static readonly Dictionary<byte, string> Names = new()
    {
        [(byte)'i'] = "INST", [(byte)'o'] = "OBJ", [(byte)'P'] = "PERSID", [0x81] = "NEWOBJ", [0x92] = "NEWOBJ_EX",
        [0x82] = "EXT1", [0x83] = "EXT2", [0x84] = "EXT4", [(byte)'0'] = "POP", [(byte)'1'] = "POP_MARK", [(byte)'2'] = "DUP",
        [(byte)'U'] = "SHORT_BINSTRING", [(byte)'T'] = "BINSTRING", [(byte)'S'] = "STRING", [(byte)'V'] = "UNICODE",
        [(byte)'I'] = "INT", [(byte)'L'] = "LONG", [(byte)'F'] = "FLOAT", [0x8b] = "LONG4", [0x8d] = "BINUNICODE8",
        [(byte)'B'] = "BINBYTES", [(byte)'C'] = "SHORT_BINBYTES", [0x8e] = "BINBYTES8", [0x96] = "BYTEARRAY8", [0x97] = "NEXT_BUFFER",
        [0x8f] = "EMPTY_SET", [0x90] = "ADDITEMS", [0x91] = "FROZENSET", [(byte)'d'] = "DICT", [(byte)'l'] = "LIST",
        [(byte)'g'] = "GET", [(byte)'p'] = "PUT",
    };

    public static string Name(byte opcode) => Names.TryGetValue(opcode, out string? name) ? $"the opcode {name}" : $"the unknown opcode 0x{opcode:x2}";
}
