using System.Net.Http.Headers;
using Lamina.Attestation;
using Lamina.Enclave.Hosting;
using Lamina.Protocol;
using Lamina.Protocol.KeyRelease;
using Lamina.Protocol.Problems;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Enclave.Loading;

/// <summary>
/// Gets the key of sealed parts from their owner (docs/keys.md): asks for a nonce, shows evidence that binds it together with a one-time
/// key and the plan, opens the answer. Neither the address nor whoever answers there is trusted: a wrong key opens nothing.
/// </summary>
internal static class KeyFetch
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>The key, kept from before where the platform can, else released now.</summary>
    /// <param name="address">Where the owner listens.</param>
    /// <param name="source">The plan.</param>
    /// <param name="issuer">The platform.</param>
    /// <param name="time">The clocks.</param>
    /// <param name="talk">Takes sentences for a person; null for none.</param>
    /// <returns>The key; the caller disposes it.</returns>
    /// <exception cref="EnclaveStartException">The owner cannot be reached (1) or refused (3).</exception>
    public static async Task<ModelKey> GetAsync(string address, PlanSource source, IEvidenceIssuer issuer, TimeProvider time, TextWriter? talk)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? owner) || owner.Scheme is not ("http" or "https"))
        {
            throw new EnclaveStartException(ExitCode.Usage, $"--keys: '{address}' is no address; wanted is one such as https://owner:8444");
        }

        KeptKey? kept = KeptKey.Of(issuer, source);
        if (kept?.TryRead(time) is { } before)
        {
            talk?.WriteLine($"lamina-enclave: {before} was kept from before");
            return before;
        }

        using HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = owner, Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        try
        {
            (ModelKey key, long notAfter) = await ReleaseAsync(http, source, issuer, time);
            talk?.WriteLine($"lamina-enclave: {key} was released by {owner}, to be kept until {DateTimeOffset.FromUnixTimeSeconds(notAfter):yyyy-MM-dd'T'HH:mm:ss'Z'}{(kept is null ? "; this platform keeps no key, so each start asks again" : "")}");
            if (kept?.TryWrite(key, notAfter) is { } fault)
            {
                talk?.WriteLine($"lamina-enclave: the key is not kept for the next start: {fault}");
            }

            return key;
        }
        catch (HttpRequestException fault)
        {
            throw new EnclaveStartException(ExitCode.Failed, $"the owner's {owner} cannot be reached: {fault.Message}", fault);
        }
        catch (OperationCanceledException fault)
        {
            throw new EnclaveStartException(ExitCode.Failed, $"the owner's {owner} gave no answer within {Timeout.TotalSeconds:F0} s", fault);
        }
    }

    private static async Task<(ModelKey Key, long NotAfter)> ReleaseAsync(HttpClient http, PlanSource source, IEvidenceIssuer issuer, TimeProvider time)
    {
        byte[] answer = await PostAsync(http, Endpoints.ReleaseNonce, ReleaseNonce.Request(source.Digest.ToBytes()), ReleaseNonce.MaximumBytes, time);
        if (!ReleaseNonce.TryReadAnswer(answer, out byte[]? nonce, out string? refusal))
        {
            throw new EnclaveStartException(ExitCode.Refused, refusal);
        }

        using ReleaseRequest request = await ReleaseRequest.CreateAsync(issuer, source.Bytes, nonce, time, CancellationToken.None);
        byte[] released = await PostAsync(http, Endpoints.Release, (request.Bundle with { PlanSignature = source.Signature }).ToJson(), ReleasedKey.MaximumBytes, time);
        return !ReleasedKey.TryParse(released, out ReleasedKey? key, out refusal) ? throw new EnclaveStartException(ExitCode.Refused, refusal)
            : request.TryOpen(key, out ModelKey? opened, out long notAfter) ? (opened, notAfter)
            : throw new EnclaveStartException(ExitCode.Refused, "the owner's answer was not sealed for this request");
    }

    private static async Task<byte[]> PostAsync(HttpClient http, string path, byte[] body, int ceiling, TimeProvider time)
    {
        // HttpClient's own timeout would end with the headers of the answer.
        using CancellationTokenSource patience = new(Timeout, time);
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.Json);
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        byte[] buffer = new byte[Math.Max(ceiling, Problem.MaximumBytes) + 1];
        int length = await ReadAsync(http, response, buffer, patience.Token);
        if (response.IsSuccessStatusCode && length <= ceiling)
        {
            return buffer[..length];
        }

        // The owner's word on what it refused helps the operator; it decides nothing.
        string why = Problem.FromJson(buffer.AsSpan(0, length)) is { } problem ? $": {problem.Detail ?? problem.Title}" : "";
        throw new EnclaveStartException(ExitCode.Refused, $"the owner's {http.BaseAddress} released no key (status {(int)response.StatusCode}){why}");
    }

    private static async Task<int> ReadAsync(HttpClient http, HttpResponseMessage response, byte[] buffer, CancellationToken end)
    {
        try
        {
            using Stream stream = await response.Content.ReadAsStreamAsync(end);
            return await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, end);
        }
        catch (IOException fault)
        {
            throw new EnclaveStartException(ExitCode.Failed, $"the connection to the owner's {http.BaseAddress} broke: {fault.Message}", fault);
        }
    }
}
