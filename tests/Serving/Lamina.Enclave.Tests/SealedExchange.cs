using System.Net.Http.Headers;
using System.Security.Cryptography;
using Lamina.Attestation;
using Lamina.Attestation.Collateral;
using Lamina.Client;
using Lamina.Plans;
using Lamina.Protocol;
using Lamina.Protocol.BinaryHttp;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.ObliviousHttp;
using Lamina.Protocol.Requests;
using Lamina.Protocol.Sizes;

namespace Lamina.Enclave.Tests;

/// <summary>A client that seals whatever it is told to, for requests that the SDK would never send.</summary>
internal static class SealedExchange
{
    /// <summary>Seals content to an enclave's verified keys and opens the answer.</summary>
    /// <param name="enclave">Where it listens.</param>
    /// <param name="plan">What it serves.</param>
    /// <param name="content">JSON alone: no raw tensors follow it.</param>
    /// <param name="form">Whole or chunked.</param>
    public static async Task<(int Status, byte[] Content)> AskAsync(Uri enclave, Plan plan, byte[] content, MessageForm form = MessageForm.Whole)
    {
        using SealedRequest request = Seal(await BindAsync(enclave, plan), plan, content, form);
        (int status, byte[] body) = await PostAsync(enclave, request);
        Assert.Equal(200, status);
        Assert.True(request.TryOpen(body, out OpenedAnswer? answer, out string? fault), fault);
        using (answer)
        {
            return (answer.Response.Status, answer.Response.Content.ToArray());
        }
    }

    /// <summary>Keys that fresh evidence binds.</summary>
    public static async Task<BoundKeys> BindAsync(Uri enclave, Plan plan)
    {
        byte[] nonce = RandomNumberGenerator.GetBytes(32);
        EvidenceBundle bundle = await LaminaClient.FetchEvidenceAsync(enclave, nonce, TestContext.Current.CancellationToken);
        VerificationResult genuine = EvidenceVerifier.Verify(bundle.Evidence, CollateralSet.Empty, TimeProvider.System.GetUtcNow());
        BindingResult bound = BindingVerifier.Verify(bundle, genuine.ReportData.Span, BindingExpectation.Fresh(nonce, SHA256.HashData(plan.ToBytes())), TimeProvider.System);
        return bound.Keys ?? throw new InvalidOperationException("the evidence binds no keys");
    }

    /// <summary>Seals without sending.</summary>
    public static SealedRequest Seal(BoundKeys keys, Plan plan, byte[] content, MessageForm form = MessageForm.Whole)
    {
        BinaryRequest request = new() { Method = "POST", Path = $"/v2/models/{plan.ModelName()}/infer", Fields = [HttpField.Create("content-type", "application/json")], Content = content };
        MessageSizes sizes = new((int)plan.Limits.RequestBytes, (int)plan.Limits.AnswerBytes);
        Assert.True(SealedRequest.TryCreate(keys, [HpkeSuite.X25519Aes128Gcm, .. Suites()], request, sizes, out SealedRequest? sealedRequest, out string? refusal, form), refusal);
        return sealedRequest;
    }

    /// <summary>Sends it.</summary>
    public static Task<(int Status, byte[] Body)> PostAsync(Uri enclave, SealedRequest request) => PostAsync(enclave, request.Encapsulated, request.MediaType);

    /// <summary>Sends bytes as they are.</summary>
    public static async Task<(int Status, byte[] Body)> PostAsync(Uri enclave, ReadOnlyMemory<byte> bytes, string mediaType)
    {
        using HttpClient http = new();
        using ReadOnlyMemoryContent body = new(bytes);
        body.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        using HttpResponseMessage response = await http.PostAsync(new Uri(enclave, Endpoints.Infer), body, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    private static IEnumerable<HpkeSuite> Suites() => ((string[])["xwing-sha256-aes256gcm", "x25519-sha256-aes256gcm", "x25519-sha256-chacha20poly1305"])
        .Select(name => HpkeSuite.TryParse(name, out HpkeSuite suite) ? suite : throw new InvalidOperationException(name));
}
