using System.Diagnostics.CodeAnalysis;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.Memory;
using Lamina.Protocol.ObliviousHttp;
using Lamina.Protocol.Sizes;

namespace Lamina.Protocol.Gateway;

/// <summary>
/// An enclave's request keys: made here, kept in memory only, wiped when they end. A set of keys ends by the monotonic
/// clock or when its replay set is full, whichever is first; before that the next set is published. Safe for concurrent use.
/// </summary>
/// <remarks>Time passes only when a member is called: an idle enclave calls <see cref="Published"/> now and then to wipe what ended.</remarks>
public sealed class RequestKeys : IDisposable
{
    /// <summary>A busy enclave that fills replay sets early keeps at most this many sets; the oldest ends for the next.</summary>
    internal const int MaximumLiveSets = 4;

    private readonly Lock _gate = new();
    private readonly List<KeySet> _live = []; // oldest first
    private readonly RequestKeysOptions _options;
    private readonly MessageSizes _sizes;
    private readonly TimeProvider _time;
    private byte _lastKeyId;
    private int _endedSets;
    private bool _disposed;

    /// <summary>Makes the first keys.</summary>
    /// <param name="options">How to make and end keys.</param>
    /// <param name="sizes">The plan's one size of requests and of answers.</param>
    /// <param name="time">Its monotonic clock ends keys; its wall clock only tells clients when.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message names every fault.</exception>
    public RequestKeys(RequestKeysOptions options, MessageSizes sizes, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Validate() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join(' ', faults), nameof(options));
        }

        _options = options;
        _sizes = sizes;
        _time = time;
        Advance();
    }

    /// <summary>The most bytes that a sealed request can have: a server reads no more than this, and refuses before it allocates.</summary>
    public int MaximumRequestBytes => _options.Suites.Max(_sizes.MaximumSealedRequest);

    /// <summary>The current key list. Evidence must bind exactly these bytes and this expiry.</summary>
    public PublishedKeys Published
    {
        get
        {
            lock (_gate)
            {
                Advance();
                return _live[^1].Published;
            }
        }
    }

    /// <summary>Sets of keys that ended and were wiped. Asking passes no time.</summary>
    public int EndedSets => Volatile.Read(ref _endedSets);

    /// <summary>Step 4: opens a sealed request, once.</summary>
    /// <param name="encapsulated">The whole body of a request to <see cref="Endpoints.Infer"/>.</param>
    /// <param name="form">The form that its media type names; a chunked request is opened up to its final chunk or not at all.</param>
    /// <param name="request">The request, which seals its own answer; the caller disposes it.</param>
    /// <param name="refusal">Why not. <see cref="Problems.HostProblems.For"/> has the answer.</param>
    /// <returns>False if it was not opened.</returns>
    public bool TryOpen(ReadOnlySpan<byte> encapsulated, MessageForm form, [NotNullWhen(true)] out OpenedRequest? request, out RequestRefusal refusal)
    {
        request = null;
        if (!RequestHeader.TryRead(encapsulated, out RequestHeader header) || !TryEnter(header, out KeySet? set, out HpkePrivateKey? key))
        {
            refusal = RequestRefusal.Key;
            return false;
        }

        try
        {
            if (!RequestDecapsulation.TryMeasure(header, form, encapsulated, out int length) || length != _sizes.Request || encapsulated.Length > _sizes.MaximumSealedRequest(header.Suite))
            {
                refusal = RequestRefusal.Size;
                return false;
            }

            set.Replays.MakeRoom();
            try
            {
                refusal = Open(header, key, form, encapsulated, set.Replays, out request);
                return request is not null;
            }
            finally
            {
                set.Replays.GiveRoomBack();
            }
        }
        finally
        {
            Leave(set);
        }
    }

    /// <summary>Ends and wipes all keys.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _live.ForEach(set => set.End());
            _live.Clear();
        }
    }

    /// <summary>Whatever needs memory by the size of messages comes before the opening: if there is none, the request is as unopened as if it had never come.</summary>
    private RequestRefusal Open(RequestHeader header, HpkePrivateKey key, MessageForm form, ReadOnlySpan<byte> encapsulated, ReplaySet replays, out OpenedRequest? request)
    {
        request = null;
        SecretBytes? plaintext = null;
        ResponseSecret? responseSecret = null;
        AnswerBuffers? buffers = null;
        try
        {
            buffers = new AnswerBuffers(_sizes.Response, ResponseSecret.SealedLength(header.Suite, form, _sizes.Response));
            if (!RequestDecapsulation.TryOpen(header, key, form, encapsulated, out plaintext, out responseSecret))
            {
                return RequestRefusal.Opening;
            }

            // Only what opened is remembered: whoever merely saw a request go by cannot use its enc up.
            RequestDecapsulation.TryReadEncapsulation(header, encapsulated, out ReadOnlySpan<byte> encapsulation);
            if (!replays.TryAdd(encapsulation))
            {
                return RequestRefusal.Replay;
            }

            request = new OpenedRequest(plaintext, responseSecret, buffers, header.Suite, form);
            return RequestRefusal.None;
        }
        finally
        {
            if (request is null)
            {
                plaintext?.Dispose();
                responseSecret?.Dispose();
                buffers?.Dispose();
            }
        }
    }

    private bool TryEnter(RequestHeader header, [NotNullWhen(true)] out KeySet? set, [NotNullWhen(true)] out HpkePrivateKey? key)
    {
        lock (_gate)
        {
            Advance();
            set = _live.Find(candidate => candidate.Holds(header.KeyId));
            key = set?.Find(header);
            if (key is not null)
            {
                set!.Enter();
            }

            return key is not null;
        }
    }

    private void Leave(KeySet set)
    {
        lock (_gate)
        {
            set.Leave();
        }
    }

    /// <summary>Ends what has ended and publishes the next keys when it is time. Under the lock.</summary>
    private void Advance()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        long now = _time.GetTimestamp();
        EndWhere(set => _time.GetElapsedTime(set.Created, now) >= _options.Lifetime || set.Replays.IsFull);
        if (_live.Count > 0 && _time.GetElapsedTime(_live[^1].Created, now) < _options.Lifetime - _options.Overlap && !_live[^1].Replays.IsNearlyFull)
        {
            return;
        }

        if (_live.Count == MaximumLiveSets)
        {
            KeySet oldest = _live[0];
            EndWhere(set => set == oldest);
        }

        long notAfter = (_time.GetUtcNow() + _options.Lifetime).ToUnixTimeSeconds();
        _live.Add(new KeySet(_options, NextKeyId, now, notAfter));
    }

    private void EndWhere(Predicate<KeySet> ended)
    {
        _live.FindAll(ended).ForEach(set => set.End());
        Interlocked.Add(ref _endedSets, _live.RemoveAll(ended));
    }

    /// <summary>Identifiers count up and wrap around; one that is in use is passed over.</summary>
    private byte NextKeyId()
    {
        do
        {
            _lastKeyId++;
        }
        while (_live.Any(set => set.Holds(_lastKeyId)));
        return _lastKeyId;
    }
}
