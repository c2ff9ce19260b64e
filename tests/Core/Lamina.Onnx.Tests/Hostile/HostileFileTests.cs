using Lamina.Onnx.Cuts;
using Lamina.Onnx.Inspection;
using Lamina.Onnx.Splitting;
using Lamina.Onnx.Tensors;
using Lamina.Onnx.Text;

namespace Lamina.Onnx.Tests.Hostile;

/// <summary>Files made to break a reader: each must give one sentence, no crash and no large allocation.</summary>
public sealed class HostileFileTests
{
    private const string Small = """
        g (float[N,2,4,4] x) => (float[N,5] y) <float[3,2,3,3] w = random 1, float16[3] b = {1,2,3}, float[12,5] fc = random 2, int64[2] flat = {0, -1}> {
          bf = Cast<to = 1>(b)
          a = Conv<kernel_shape = [3,3], auto_pad = "VALID">(x, w, bf)
          s = Shape(x)
          flag = Greater(m, zero)
          zero = Constant<value_float = 0.0>()
          m = ReduceMean<keepdims = 0>(a)
          c = If(flag) <then_branch = t () => (float[] p) { p = Relu(a) }, else_branch = e () => (float[] q) { q = Neg(a) }>
          d = Reshape(c, flat)
          y = MatMul(d, fc)
        }
        """;

    [Fact]
    public void Parse_TruncatedAtEveryByte_IsRefusedInOneSentence()
    {
        using OnnxModel model = GraphText.Parse(Small);
        byte[] bytes = model.ToArray();
        int refused = 0;
        for (int length = 0; length < bytes.Length; length++)
        {
            try
            {
                OnnxModel.Parse(bytes.AsMemory(0, length)).Dispose();
            }
            catch (OnnxFormatException e)
            {
                Assert.DoesNotContain('\n', e.Message);
                refused++;
            }
        }

        // What remains readable ends exactly between two fields after the graph.
        Assert.InRange(refused, bytes.Length - 3, bytes.Length);
    }

    [Fact]
    public void ParseInspectSplit_OfMutatedFiles_NeverThrowsAnythingElse()
    {
        using OnnxModel model = GraphText.Parse(Small);
        byte[] bytes = model.ToArray();
        int survived = 0;
        for (int seed = 0; seed < 3_000; seed++)
        {
            var random = new Random(seed);
            byte[] mutated = [.. bytes];
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                mutated[random.Next(mutated.Length)] = random.Next(3) == 0 ? (byte)(0x80 | random.Next(128)) : (byte)random.Next(256);
            }

            survived += Exercise(mutated) ? 1 : 0;
        }

        Assert.InRange(survived, 100, 2_900);
    }

    [Fact]
    public void Parse_RandomBytes_IsRefused()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = new byte[random.Next(0, 200)];
            random.NextBytes(bytes);
            Assert.Throws<OnnxFormatException>(() => OnnxModel.Parse(bytes));
        }
    }

    [Theory]
    [MemberData(nameof(GiantClaims))]
    public void Parse_GiantClaimInATinyFile_IsRefusedWithoutALargeAllocation(string what, byte[] bytes, string sentence)
    {
        Assert.NotEmpty(what);
        Assert.ThrowsAny<OnnxFormatException>(() => OnnxModel.Parse(bytes)); // once before measuring, so that code is compiled
        long before = GC.GetAllocatedBytesForCurrentThread();
        OnnxFormatException refusal = Assert.Throws<OnnxFormatException>(() => OnnxModel.Parse(bytes));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[], string> GiantClaims()
    {
        byte[] Tensor(params byte[][] fields) => Proto.Model(Proto.Message(5, [Proto.Text(8, "w"), .. fields]));
        byte[] gigabyte = Proto.Varint(1UL << 30);
        return new()
        {
            { "graph", [0x3A, .. gigabyte], "claims 1073741824 bytes where 0 remain" },
            { "node name", Proto.Model(Proto.Join([0x0A, 6, 0x1A], gigabyte)), "claims 1073741824 bytes" },
            { "raw data", Proto.Model(Proto.Message(5, Proto.Text(8, "w"), Proto.Join([0x4A], gigabyte))), "claims 1073741824 bytes" },
            { "dims without data", Tensor(Proto.Int(1, 1 << 30), Proto.Int(2, 1)), "holds only 0 bytes" },
            { "dims with little data", Tensor(Proto.Int(1, 1 << 30), Proto.Int(2, 1), Proto.Bytes(9, 1, 2, 3, 4)), "needs 4294967296 bytes and holds 4" },
            { "dims whose product overflows", Tensor(Proto.Int(1, 1L << 40), Proto.Int(1, 1L << 40), Proto.Int(2, 1)), "absurd shape" },
            { "negative dim", Tensor(Proto.Int(1, -4), Proto.Int(2, 1), Proto.Bytes(9)), "absurd shape [-4]" },
            { "packed integers", Tensor(Proto.Int(1, 1 << 30), Proto.Int(2, 7), Proto.Bytes(7, 1, 2)), "holds only" },
            { "many dims", Tensor(Proto.Bytes(1, [.. Enumerable.Repeat((byte)1, 100)]), Proto.Int(2, 1)), "has 100 dimensions, more than 64" },
            { "endless number", Proto.Model([0x50, .. Enumerable.Repeat((byte)0xFF, 20)]), "longer than ten bytes" },
        };
    }

    [Theory]
    [MemberData(nameof(BadGraphs))]
    public void Parse_GraphThatIsNone_IsRefused(byte[] bytes, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<OnnxFormatException>(() => OnnxModel.Parse(bytes)).Message, StringComparison.Ordinal);

    public static TheoryData<byte[], string> BadGraphs()
    {
        byte[] Constant(string name) => Proto.Message(5, Proto.Text(8, name), Proto.Int(2, 1), Proto.Bytes(9, 0, 0, 0, 0));
        byte[] Input(string name) => Proto.Message(11, Proto.Text(1, name));
        return new()
        {
            { [], "holds no graph" },
            { Proto.Int(1, 8), "holds no graph" },
            { Proto.Join(Proto.Model(), Proto.Message(7)), "two graphs" },
            { Proto.Model(Proto.Node("Relu", "b", "a"), Proto.Node("Relu", "a", "b")), "the graph is cyclic" },
            { Proto.Model(Proto.Node("Relu", "a", "a")), "the graph is cyclic" },
            { Proto.Model(Proto.Node("Relu", "nowhere", "a")), "tensor 'nowhere', read by Relu (gives 'a'), is produced by no node" },
            { Proto.Model(Proto.Message(12, Proto.Text(1, "y"))), "tensor 'y', an output of the graph, is produced by no node" },
            { Proto.Model(Input("x"), Proto.Node("Relu", "x", "a"), Proto.Node("Neg", "x", "a")), "has a second producer" },
            { Proto.Model(Input("x"), Proto.Node("Relu", "x", "x")), "has a second producer" },
            { Proto.Model(Constant("w"), Constant("w")), "two initializers named 'w'" },
            { Proto.Model(Constant("")), "an initializer has no name" },
            { Proto.Model(Proto.Message(1, Proto.Text(1, "x"))), "a node names no operator" },
            { Proto.Model(Input("")), "has no name" },
            { Proto.Model(Proto.Bytes(2, 0xFF, 0xFE)), "is not UTF-8" },
            { Proto.Model(Proto.Int(1, 5)), "encoded as Varint instead of Bytes" },
            { Proto.Model([0x0B]), "wire type 3" },
            { Proto.Model([0x02, 0]), "field number 0" },
            { Proto.Model(Proto.Message(5, Proto.Text(8, "w"), Proto.Int(2, 1), Proto.Bytes(9, 0, 0), Proto.Bytes(9, 0, 0))), "stored in pieces" },
            { Proto.Model(Proto.Message(5, Proto.Text(8, "w"), Proto.Int(2, 1), Proto.Bytes(4, 0, 0, 0, 0), Proto.Bytes(7, 1))), "elements in two fields" },
            { Proto.Model(Proto.Message(5, Proto.Text(8, "w"), Proto.Int(2, 1), Proto.Bytes(7, 1, 1, 1, 1))), "where they cannot be" },
            { Proto.Model(Proto.Message(5, Proto.Text(8, "w"), Proto.Int(2, 77), Proto.Bytes(9, 1))), "whose size is not known" },
        };
    }

    [Fact]
    public void Parse_GraphsNestedDeep_IsRefused()
    {
        byte[] graph = Proto.Text(2, "innermost");
        for (int i = 0; i < 500; i++)
        {
            graph = Proto.Message(1, Proto.Text(4, "If"), Proto.Message(5, Proto.Text(1, "then_branch"), Proto.Int(20, 5), Proto.Bytes(6, graph)));
        }

        Assert.Contains("nested deeper than 16", Assert.Throws<OnnxFormatException>(() => OnnxModel.Parse(Proto.Model(graph))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("elements", "more than 20 elements")]
    [InlineData("bytes", "take more than 200 bytes")]
    [InlineData("name", "a name has 31 bytes, more than 30")]
    public void Parse_BeyondACeiling_IsRefused(string ceiling, string sentence)
    {
        OnnxLimits limits = ceiling switch
        {
            "elements" => new OnnxLimits { MaxElements = 20 },
            "bytes" => new OnnxLimits { MaxHeaderBytes = 200 },
            _ => new OnnxLimits { MaxNameBytes = 30 },
        };
        byte[] bytes = Proto.Model([.. Enumerable.Range(0, 30).Select(i => Proto.Node("Constant", "", $"t{i}{(i == 20 ? new string('x', 28) : "")}"))]);
        OnnxModel.Parse(bytes).Dispose();
        Assert.Contains(sentence, Assert.Throws<OnnxFormatException>(() => OnnxModel.Parse(bytes, limits: limits)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => OnnxModel.Parse(bytes, limits: limits with { MaxRank = 0 }));
    }

    [Fact]
    public void ToFloats_OfElementsThatDoNotFitTheShape_IsRefused()
    {
        // Five two-byte varints where six elements are claimed: only reading them finds out.
        byte[] bytes = Proto.Model(Proto.Message(5, Proto.Text(8, "w"), Proto.Int(1, 6), Proto.Int(2, 10), Proto.Bytes(5, 0x80, 1, 0x80, 1, 0x80, 1, 0x80, 1, 0x80, 1)));
        using OnnxModel model = OnnxModel.Parse(bytes);
        Assert.Contains("holds another number of them", Assert.Throws<OnnxFormatException>(() => model.Graph.Initializer("w")!.ToFloats()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Analysis_OfALongChain_NeedsNoDeepStack()
    {
        const int length = 20_000;
        byte[] bytes = Proto.Model([Proto.Message(11, Proto.Text(1, "t0"), Proto.Message(2, Proto.Message(1, Proto.Int(1, 1)))), .. Enumerable.Range(0, length).Select(i => Proto.Node("Relu", $"t{i}", $"t{i + 1}")), Proto.Message(12, Proto.Text(1, $"t{length}"))]);
        using OnnxModel model = OnnxModel.Parse(bytes);
        Assert.Equal(length - 1, new CutFinder(model.Graph).Singles.Count);
        Assert.True(GraphSplitter.TrySplit(model, new SplitRequest { Cut = ["t10000"] }, out ModelParts? parts, out _));
        Assert.Equal(10000, parts.Head.Graph.Nodes.Length);
    }

    /// <summary>Does with a file what the product does; true when it was usable.</summary>
    private static bool Exercise(byte[] bytes)
    {
        try
        {
            using OnnxModel model = OnnxModel.Parse(bytes);
            Assert.Equal(bytes, model.ToArray());
            ModelInspection inspection = ModelInspection.Of(model);
            foreach (CutDescription cut in inspection.Cuts)
            {
                if (GraphSplitter.TrySplit(model, new SplitRequest { Cut = cut.Tensors }, out ModelParts? parts, out CutRefusal? refusal))
                {
                    OnnxModel.Parse(parts.Body.ToArray()).Dispose();
                }
                else
                {
                    Assert.NotEmpty(refusal.ToString());
                }
            }

            return true;
        }
        catch (OnnxFormatException e)
        {
            Assert.DoesNotContain('\n', e.Message);
            return false;
        }
    }
}
