using System.IO.Compression;
using System.Security.Cryptography.X509Certificates;
using Lamina.Attestation;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.EventLogs;
using Lamina.Attestation.Genuine;
using Lamina.Attestation.Measuring;
using Lamina.Attestation.Policies;
using Lamina.Attestation.WellFormed;
using Lamina.Models.Weights;
using Lamina.Onnx;
using Lamina.Onnx.Inspection;
using Lamina.Plans;
using Lamina.Plans.Preprocess;
using Lamina.Protocol.BinaryHttp;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Gateway;
using Lamina.Protocol.KeyRelease;
using Lamina.Protocol.ObliviousHttp;
using Lamina.Protocol.Sizes;

namespace Lamina.Fuzz;

/// <summary>
/// The registry of parsers. A target answers whether the input was accepted; what it refuses it refuses as its documentation says, by a value or by one
/// documented exception. Any other exception is a finding.
/// </summary>
internal static class Targets
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    /// <summary>Those of the corpus's own state_dict.</summary>
    private static readonly int[] StorageBytes = [48, 4, 4, 8, 8, 4, 4, 0];

    private static readonly DirectBoot NoBoot = DirectBoot.Of(Stream.Null, null, "");

    private static readonly string Scratch = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"lamina-fuzz-{Environment.ProcessId}");

    /// <summary>Every parser by name.</summary>
    public static IReadOnlyDictionary<string, Func<byte[], bool>> All { get; } = new Dictionary<string, Func<byte[], bool>>
    {
        ["onnx"] = Refusing<OnnxFormatException>(bytes =>
        {
            using OnnxModel model = OnnxModel.Parse(bytes);
            _ = ModelInspection.Of(model);
        }),
        ["plan"] = Refusing<PlanException>(bytes => Plan.Parse(bytes)),
        ["preprocess"] = Refusing<PreprocessingException>(bytes => PreprocessingFile.Parse(bytes, "/nonexistent")),
        ["policy"] = bytes => PolicyReader.TryRead(bytes, out _, out _),
        ["evidence-bundle"] = bytes => EvidenceBundle.TryParse(bytes, out _, out _),
        ["bhttp-request"] = bytes => BinaryRequest.TryParse(bytes, BinaryHttpLimits.Default, out _, out _),
        ["bhttp-response"] = bytes => BinaryResponse.TryParse(bytes, BinaryHttpLimits.Default, out _, out _),
        ["ohttp-keys"] = bytes => KeyConfigList.TryParse(bytes, out _, out _),
        ["ohttp-request"] = OpenRequest(),
        ["sgx"] = Verify,
        ["tdx"] = Verify,
        ["snp"] = Verify,
        ["snp-firmware"] = bytes => SnpFirmware.Parse(bytes, out _) is { } firmware && new SnpLaunch { Firmware = firmware, Processors = 2, Boot = NoBoot }.Measure(out _) is not null,
        ["crl"] = Telling((byte[] bytes, out string? fault) => RevocationList.Parse("crl", bytes, out fault)),
        ["tcb-info"] = Telling((byte[] bytes, out string? fault) => TcbInfo.Parse(bytes, out fault)),
        ["qe-identity"] = Telling((byte[] bytes, out string? fault) => QeIdentity.Parse(bytes, out fault)),
        ["pck-extension"] = Telling((byte[] bytes, out string? fault) => PckExtension.Parse(bytes, out fault)),
        ["certificate"] = Certificate,
        ["certificate-table"] = Telling((byte[] bytes, out string? fault) => CertificateTable.Parse(bytes, out fault)),
        ["collateral"] = Collateral,
        ["event-log"] = Telling((byte[] bytes, out string? fault) => TdxEventLog.Parse(bytes, out fault)),
        ["plan-signature"] = bytes => PlanSignature.TryParse(bytes, out _),
        ["released-key"] = Telling((byte[] bytes, out string? fault) => ReleasedKey.TryParse(bytes, out ReleasedKey? released, out fault) ? released : null),
        ["evidence-request"] = Telling((byte[] bytes, out string? fault) => EvidenceRequest.TryParse(bytes, out EvidenceRequest? request, out fault) ? request : null),
        ["pth"] = Refusing<WeightException>(bytes => Read(Zip(bytes))),
        ["safetensors"] = Refusing<WeightException>(Read),
    };

    /// <summary>The gateway's own sizes and keys, for the corpus of sealed requests.</summary>
    public static RequestKeys Keys { get; } = new(new RequestKeysOptions(), new MessageSizes(MessageSizes.Minimum, MessageSizes.Minimum), TimeProvider.System);

    /// <summary>A state_dict of PyTorch around a pickle: the pickle is what is mutated, for a damaged zip never reaches it.</summary>
    public static byte[] Zip(byte[] pickle)
    {
        using MemoryStream file = new();
        using (ZipArchive zip = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "net/data.pkl", pickle);
            foreach ((int storage, int length) in StorageBytes.Index())
            {
                Add(zip, $"net/data/{storage}", new byte[length]);
            }

            Add(zip, "net/version", "3\n"u8.ToArray());
        }

        return file.ToArray();
    }

    private static Func<byte[], bool> Refusing<T>(Action<byte[]> parse)
        where T : Exception => bytes =>
        {
            try
            {
                parse(bytes);
                return true;
            }
            catch (T refusal)
            {
                return IsSentence(refusal.Message) ? false : throw new InvalidOperationException("the refusal is no sentence", refusal);
            }
        };

    /// <summary>A parser that says in a sentence why it answers with nothing.</summary>
    private static Func<byte[], bool> Telling(Parser parse) => bytes =>
        parse(bytes, out string? fault) is not null
        || (fault is not null && IsSentence(fault) ? false : throw new InvalidOperationException($"the refusal is no sentence: {fault}"));

    private static bool IsSentence(string text) => text.Length is > 0 and <= 4000 && text.AsSpan().IndexOfAny('\0', '\n') < 0;

    private static bool Collateral(byte[] file)
    {
        List<string> faults = CollateralReader.Read([new CollateralFile("file", file)]).Faults;
        return faults.Find(fault => !IsSentence(fault)) is { } bad ? throw new InvalidOperationException($"the refusal is no sentence: {bad}") : faults.Count == 0;
    }

    private static bool Certificate(byte[] der)
    {
        using X509Certificate2? certificate = PemCertificates.Load(der);
        return certificate is not null && (PckExtension.Parse(certificate, out _) is not null || SnpKeyCertificate.Read(new SourcedCertificate("file", certificate)) is not null);
    }

    private delegate object? Parser(byte[] bytes, out string? fault);

    private static bool Verify(byte[] evidence) => EvidenceVerifier.Verify(evidence, CollateralSet.Empty, Now).Outcome != VerificationOutcome.Refused;

    private static Func<byte[], bool> OpenRequest()
    {
        int turn = 0;
        return bytes =>
        {
            bool opened = Keys.TryOpen(bytes, turn++ % 2 == 0 ? MessageForm.Whole : MessageForm.Chunked, out OpenedRequest? request, out _);
            request?.Dispose();
            return opened;
        };
    }

    private static void Read(byte[] file)
    {
        File.WriteAllBytes(Scratch, file);
        using WeightFile weights = WeightFile.Open(Scratch);
        foreach (WeightTensor tensor in weights.Tensors.Take(4))
        {
            _ = tensor.ToString();
        }
    }

    /// <summary>Removes what the run wrote.</summary>
    public static void Clean() => File.Delete(Scratch);

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using Stream entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        entry.Write(content);
    }
}
