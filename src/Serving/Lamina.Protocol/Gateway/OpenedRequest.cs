using System.Diagnostics.CodeAnalysis;
using Lamina.Protocol.BinaryHttp;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.Memory;
using Lamina.Protocol.ObliviousHttp;
using Lamina.Protocol.Problems;

namespace Lamina.Protocol.Gateway;

/// <summary>
/// A request that was opened, and the only way to answer it: exactly one answer, sealed for the client that sent it,
/// failures included. Disposing wipes the request. One thread at a time.
/// </summary>
public sealed class OpenedRequest : IDisposable
{
    private readonly SecretBytes _plaintext;
    private readonly ResponseSecret _responseSecret;
    private readonly AnswerBuffers _buffers;
    private bool _read;
    private bool _answered;

    internal OpenedRequest(SecretBytes plaintext, ResponseSecret responseSecret, AnswerBuffers buffers, HpkeSuite suite, MessageForm form)
    {
        _plaintext = plaintext;
        _responseSecret = responseSecret;
        _buffers = buffers;
        Suite = suite;
        Form = form;
    }

    /// <summary>The suite the client chose.</summary>
    public HpkeSuite Suite { get; }

    /// <summary>The form the client chose, which is the answer's too.</summary>
    public MessageForm Form { get; }

    /// <summary>The media type of the answer.</summary>
    public string AnswerMediaType => Form is MessageForm.Whole ? MediaTypes.OhttpResponse : MediaTypes.OhttpChunkedResponse;

    /// <summary>Reads the request inside. It refers to memory of this object, which is wiped when disposed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="refusal">One sentence; seal it for the client with <see cref="SealProblem"/>.</param>
    /// <returns>False if the client sealed something else than Binary HTTP.</returns>
    /// <exception cref="InvalidOperationException">It was read before.</exception>
    public bool TryRead([NotNullWhen(true)] out BinaryRequest? request, [NotNullWhen(false)] out string? refusal)
    {
        if (_read)
        {
            throw new InvalidOperationException("A request is read once.");
        }

        _read = true;
        return BinaryRequest.TryParse(_plaintext.Memory, BinaryHttpLimits.Default with { ContentBytes = _plaintext.Length }, out request, out refusal);
    }

    /// <summary>Step 8: seals the answer, padded to the plan's one size.</summary>
    /// <param name="response">The answer; stays the caller's.</param>
    /// <returns>The body to send, <see cref="AnswerMediaType"/>.</returns>
    /// <exception cref="ArgumentException">The answer does not fit the plan's size, or is not valid.</exception>
    /// <exception cref="InvalidOperationException">An answer was sealed before.</exception>
    public byte[] Seal(BinaryResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (_answered)
        {
            throw new InvalidOperationException("A request has one answer.");
        }

        response.Encode(_buffers.Plain);
        _responseSecret.SealInto(_buffers.Plain, _buffers.Sealed);

        // Only now: where sealing failed, the failure is the answer. Each sealing draws its own nonce, so a second one gives nothing away.
        _answered = true;
        return _buffers.Sealed;
    }

    /// <summary>Seals a failure as the answer: same size, same form, so that it looks like any other from outside.</summary>
    /// <param name="problem">The failure.</param>
    /// <returns>The body to send, <see cref="AnswerMediaType"/>.</returns>
    /// <exception cref="InvalidOperationException">An answer was sealed before.</exception>
    public byte[] SealProblem(Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return Seal(new BinaryResponse
        {
            Status = problem.Status,
            Fields = [HttpField.Create("content-type", MediaTypes.Problem)],
            Content = problem.ToJson(),
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _plaintext.Dispose();
        _responseSecret.Dispose();
        _buffers.Dispose();
    }
}
