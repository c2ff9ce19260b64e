using System.Diagnostics.CodeAnalysis;
using Lamina.Protocol.BinaryHttp;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.Memory;
using Lamina.Protocol.ObliviousHttp;
using Lamina.Protocol.Sizes;

namespace Lamina.Protocol.Requests;

/// <summary>
/// Step 3: a request sealed to an enclave's verified keys, and the only key to its answer. A retry is a new one of these:
/// the same bytes again are a replay. One thread at a time; wiped when disposed.
/// </summary>
public sealed class SealedRequest : IDisposable
{
    private readonly SecretBytes _encapsulated;
    private readonly ResponseSecret _responseSecret;
    private readonly MessageSizes _sizes;

    private SealedRequest(SecretBytes encapsulated, ResponseSecret responseSecret, HpkeSuite suite, MessageForm form, MessageSizes sizes)
    {
        _encapsulated = encapsulated;
        _responseSecret = responseSecret;
        _sizes = sizes;
        Suite = suite;
        Form = form;
    }

    /// <summary>The suite in use: the first of the policy's that the enclave offers.</summary>
    public HpkeSuite Suite { get; }

    /// <summary>Whole or chunked.</summary>
    public MessageForm Form { get; }

    /// <summary>The media type of <see cref="Encapsulated"/>.</summary>
    public string MediaType => Form is MessageForm.Whole ? MediaTypes.OhttpRequest : MediaTypes.OhttpChunkedRequest;

    /// <summary>The media type that a sealed answer has; anything else is the host's word.</summary>
    public string AnswerMediaType => Form is MessageForm.Whole ? MediaTypes.OhttpResponse : MediaTypes.OhttpChunkedResponse;

    /// <summary>The body to post to <see cref="Endpoints.Infer"/> as <see cref="MediaType"/>; dead once this is disposed.</summary>
    public ReadOnlyMemory<byte> Encapsulated => _encapsulated.Memory;

    /// <summary>Seals a request.</summary>
    /// <param name="keys">Keys that verified evidence binds.</param>
    /// <param name="suites">The suites that the policy accepts, best first.</param>
    /// <param name="request">The request; stays the caller's.</param>
    /// <param name="sizes">The sizes of the plan the keys are bound to.</param>
    /// <param name="sealedRequest">The sealed request; the caller disposes it.</param>
    /// <param name="refusal">One sentence: which suites were found and wanted.</param>
    /// <param name="form">Whole unless something on the way demands chunks.</param>
    /// <returns>False if the enclave offers none of the suites, or its key is not valid.</returns>
    /// <exception cref="ArgumentException">The request does not fit the plan's size or is not valid; or the keys were only inspected.</exception>
    public static bool TryCreate(
        BoundKeys keys,
        IReadOnlyList<HpkeSuite> suites,
        BinaryRequest request,
        MessageSizes sizes,
        [NotNullWhen(true)] out SealedRequest? sealedRequest,
        [NotNullWhen(false)] out string? refusal,
        MessageForm form = MessageForm.Whole)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(sizes);
        if (!keys.Demanded)
        {
            throw new ArgumentException("These keys come from an inspection, which demanded nothing: nothing may be sealed to them.", nameof(keys));
        }

        sealedRequest = null;
        if (!keys.List.TrySelect(suites, out KeyConfig? config, out HpkeSuite suite))
        {
            refusal = $"The enclave's keys offer {string.Join(", ", keys.List.Configs.Select(one => one.Kem))}; none of the accepted suites {string.Join(", ", suites)} is among what they offer.";
            return false;
        }

        using var padded = new SecretBytes(sizes.Request);
        request.Encode(padded.Span);
        var header = new RequestHeader(config.KeyId, suite);
        if (!HpkeSender.TryCreate(suite, config.PublicKey.Span, header.Info(form.RequestLabel()), out HpkeSender? sender))
        {
            refusal = $"The enclave's key {config.KeyId} is no valid public key for {suite}.";
            return false;
        }

        using (sender)
        {
            SecretBytes encapsulated = RequestEncapsulation.Seal(header, sender, form, padded.Span, out ResponseSecret responseSecret);
            sealedRequest = new SealedRequest(encapsulated, responseSecret, suite, form, sizes);
        }

        refusal = null;
        return true;
    }

    /// <summary>Opens the answer.</summary>
    /// <param name="encapsulated">The body that came back as <see cref="AnswerMediaType"/>.</param>
    /// <param name="answer">The answer; the caller disposes it, which wipes it.</param>
    /// <param name="refusal">One sentence: what was found and what was wanted.</param>
    /// <returns>False if it is not an answer that the enclave sealed for this request.</returns>
    public bool TryOpen(ReadOnlySpan<byte> encapsulated, [NotNullWhen(true)] out OpenedAnswer? answer, [NotNullWhen(false)] out string? refusal)
    {
        answer = null;
        int expected = _sizes.SealedResponse(Suite, Form);
        if (encapsulated.Length != expected)
        {
            refusal = $"The sealed answer has {encapsulated.Length} bytes; answers of this plan have {expected}.";
            return false;
        }

        if (_responseSecret.Open(encapsulated) is not { } plaintext)
        {
            refusal = "The answer was not sealed for this request, or it changed on the way.";
            return false;
        }

        if (!BinaryResponse.TryParse(plaintext.Memory, BinaryHttpLimits.Default with { ContentBytes = plaintext.Length }, out BinaryResponse? response, out refusal))
        {
            plaintext.Dispose();
            return false;
        }

        answer = new OpenedAnswer(plaintext, response);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _encapsulated.Dispose();
        _responseSecret.Dispose();
    }
}
