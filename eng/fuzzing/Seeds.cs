using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Lamina.Onnx;
using Lamina.Onnx.Text;
using Lamina.Protocol.BinaryHttp;
using Lamina.Protocol.ObliviousHttp;

namespace Lamina.Fuzz;

/// <summary>Writes the committed corpus: small inputs that are valid, or well-formed as far as a file without a vendor's signature can be.</summary>
internal static class Seeds
{
    private const int EnclaveReport = 384, TdReport = 584, SnpReport = 1184;

    /// <summary>Writes every seed that this program makes itself; files with other names stay.</summary>
    public static void Write(string corpus, string checkout)
    {
        void Save(string parser, string name, byte[] bytes)
        {
            Directory.CreateDirectory(Path.Combine(corpus, parser));
            File.WriteAllBytes(Path.Combine(corpus, parser, name), bytes);
        }

        (string Name, string Text)[] graphs =
        [
            ("residual", "net (float[N,3,8,8] x) => (float[N,4,8,8] y) <float[4,3,3,3] w = random 1, float[4,4,3,3] v = random 2> { a = Conv<kernel_shape = [3,3], pads = [1,1,1,1]>(x, w) b = Relu(a) c = Conv<kernel_shape = [3,3], pads = [1,1,1,1]>(b, v) d = Add(b, c) y = Sigmoid(d) }"),
            ("shapes", "net (float[N,8,4,4] x) => (float[] y) <int64[5] windows = {-1, 4, 2, 4, 4}, int64[1] one = {0}, int64[2] tail = {8, 16}> { a = Reshape(x, windows) s = Shape(x) n = Gather(s, one) target = Concat<axis = 0>(n, tail) y = Reshape(a, target) }"),
            ("types", "net (float16[2,4] x, int8[4] q) => (float[] y, float[] z) <int8[2,4] w = {1,2,3,4,5,6,7,8}> { a = Cast<to = 1>(x) b = Cast<to = 1>(w) y = Mul(a, b) z = Cast<to = 1>(q) }"),
        ];
        foreach ((string name, string text) in graphs)
        {
            using OnnxModel model = GraphText.Parse(text);
            Save("onnx", name, model.ToArray());
        }

        Save("plan", "v1", File.ReadAllBytes(Path.Combine(checkout, "tests/Core/Lamina.Plans.Tests/Vectors/plan-v1.json")));
        Save("preprocess", "imagenet", Encoding.UTF8.GetBytes("""{"geometry":[{"resize":{"short_side":256,"filter":"bicubic"}},{"crop_center":{"width":224,"height":224}}],"tensor":{"layout":"nchw","channels":"rgb","mean":[123.7,116.3,103.5],"std":[58.4,57.1,57.4]},"labels":["a","b"],"output":"logits"}"""));
        Save("preprocess", "fraction", Encoding.UTF8.GetBytes("""{"geometry":[{"crop_center":{"fraction_of_short_side":0.875}},{"resize":{"width":224,"height":224,"filter":"bilinear"}}],"tensor":{"layout":"nhwc","channels":"bgr","mean":[0,0,0],"std":[255,255,255]},"labels":"labels.csv","output":"probabilities"}"""));
        foreach (string name in new[] { "tiny", "checkpoint" })
        {
            Save("pth", name, Pickle(Path.Combine(checkout, $"tests/Core/Lamina.Models.Tests/data/{name}.pth")));
        }

        Save("safetensors", "two", Safetensors("""{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"F16","shape":[3],"data_offsets":[16,22]}}""", 22));
        Messages(Save);
        Evidence(Save);
        CollateralSeeds.Write(Save);
    }

    private static void Messages(Action<string, string, byte[]> save)
    {
        HttpField field = HttpField.Create("content-type", "application/octet-stream");
        BinaryRequest request = new() { Method = "POST", Path = "/v2/models/m/infer", Authority = "enclave", Fields = [field], Content = "content"u8.ToArray(), Trailers = [HttpField.Create("x", "y")] };
        byte[] encoded = new byte[request.EncodedLength + 8];
        request.Encode(encoded);
        save("bhttp-request", "post", encoded);
        save("bhttp-request", "rfc9292-indeterminate", Convert.FromHexString("02034745540568747470730b6578616d706c652e636f6d012f0a757365722d6167656e7403312e3000036162630378797a000000"));
        BinaryResponse response = new() { Status = 200, Fields = [field], Content = "content"u8.ToArray() };
        encoded = new byte[response.EncodedLength + 8];
        response.Encode(encoded);
        save("bhttp-response", "ok", encoded);
        byte[] keys = Targets.Keys.Published.KeyList.ToArray();
        save("ohttp-keys", "three", keys);

        // The header and the right lengths; the sealed part is noise, for a fresh key opens no committed request.
        if (KeyConfigList.TryParse(keys, out KeyConfigList? list, out _))
        {
            foreach (KeyConfig key in list.Configs)
            {
                byte[] header = [key.KeyId, (byte)((int)key.Kem >> 8), (byte)key.Kem, 0, 1, 0, 1];
                save("ohttp-request", $"kem-{(int)key.Kem:x4}", [.. header, .. key.PublicKey.ToArray(), .. new byte[600]]);
            }
        }
    }

    private static void Evidence(Action<string, string, byte[]> save)
    {
        save("sgx", "v3", Quote(3, 0, EnclaveReport, wrap: false));
        save("tdx", "v4", Quote(4, 0x81, TdReport, wrap: true));
        save("tdx", "v5", Quote(5, 0x81, TdReport, wrap: true));
        byte[] report = new byte[SnpReport];
        BinaryPrimitives.WriteUInt32LittleEndian(report, 3);
        BinaryPrimitives.WriteUInt32LittleEndian(report.AsSpan(0x34), 1);
        save("snp", "v3", report);
        save("snp", "hex", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(report)));
    }

    /// <summary>A quote whose fields have their lengths, with an empty certificate chain.</summary>
    private static byte[] Quote(ushort version, uint tee, int bodyLength, bool wrap)
    {
        List<byte> bytes = [.. BitConverter.GetBytes(version), 2, 0, .. BitConverter.GetBytes(tee), 0, 0, 0, 0, .. Convert.FromHexString("939a7233f79c4ca9940a0db3957f0607"), .. new byte[20]];
        if (version == 5)
        {
            bytes.AddRange([2, 0, .. BitConverter.GetBytes(bodyLength)]);
        }

        byte[] chain = Encoding.ASCII.GetBytes("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n");
        byte[] certification = [.. new byte[EnclaveReport], .. new byte[64], 4, 0, 1, 2, 3, 4, 5, 0, .. BitConverter.GetBytes(chain.Length), .. chain];
        byte[] signature = [.. new byte[128], .. wrap ? [6, 0, .. BitConverter.GetBytes(certification.Length)] : Array.Empty<byte>(), .. certification];
        return [.. bytes, .. new byte[bodyLength], .. BitConverter.GetBytes(signature.Length), .. signature];
    }

    private static byte[] Safetensors(string header, int data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((long)json.Length), .. json, .. new byte[data]];
    }

    private static byte[] Pickle(string path)
    {
        using ZipArchive zip = ZipFile.OpenRead(path);
        using Stream entry = zip.Entries.First(entry => entry.Name == "data.pkl").Open();
        using MemoryStream pickle = new();
        entry.CopyTo(pickle);
        return pickle.ToArray();
    }
}
