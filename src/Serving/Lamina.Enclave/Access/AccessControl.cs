using System.Security.Cryptography;
using Lamina.Enclave.Inference;
using Lamina.Protocol.BinaryHttp;

namespace Lamina.Enclave.Access;

/// <summary>
/// Step 4: lets requests in by the bearer token inside their seal, within its quotas. Without accepted tokens everyone is let in. Refusals travel sealed:
/// the network sees an answer like any other, and nobody outside learns whose token was refused. The host, who reads log, metrics and traces, learns
/// from the status (401, 429) that one was, and when (docs/threat-model.md). Safe for concurrent use.
/// </summary>
internal sealed class AccessControl
{
    private const string Scheme = "Bearer ";
    private const int MaxTokenBytes = 1024;

    private readonly Account[] _accounts;

    /// <param name="tokens">Tokens that are accepted; none lets everyone in.</param>
    /// <param name="time">Clock of the quotas.</param>
    public AccessControl(IReadOnlyList<AcceptedToken> tokens, TimeProvider time) => _accounts = [.. tokens.Select(token => new Account(token, time))];

    /// <summary>Lets a request in until the result is disposed.</summary>
    /// <param name="fields">Fields of the opened request.</param>
    /// <returns>Null where no token is demanded.</returns>
    /// <exception cref="EnclaveFaultException">No token (401), an unknown one (401), or its quota is used up (429).</exception>
    public IDisposable? Enter(IReadOnlyList<HttpField> fields)
    {
        if (_accounts.Length == 0)
        {
            return null;
        }

        Account account = Find(fields) ?? throw new EnclaveFaultException(new EnclaveFault(401, 4, Party.Client, "A bearer token is demanded that this enclave accepts."));
        return account.TryEnter() ? account : throw new EnclaveFaultException(new EnclaveFault(429, 4, Party.Client, "The token's quota is used up for the moment."));
    }

    private Account? Find(IReadOnlyList<HttpField> fields)
    {
        if (!fields.TryGetSingle("authorization", out ReadOnlyMemory<byte> value) || value.Length <= Scheme.Length || value.Length > Scheme.Length + MaxTokenBytes
            || !System.Text.Ascii.EqualsIgnoreCase(value.Span[..Scheme.Length], Scheme))
        {
            return null;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(value.Span[Scheme.Length..], digest);

        // All of them, each in constant time: how long it takes tells nothing of which digest was near.
        Account? found = null;
        foreach (Account account in _accounts)
        {
            found = CryptographicOperations.FixedTimeEquals(account.Digest, digest) ? account : found;
        }

        return found;
    }

    /// <summary>What a token's bearer uses. Disposing gives one place back; it may be entered again.</summary>
    private sealed class Account(AcceptedToken token, TimeProvider time) : IDisposable
    {
        private readonly Lock _lock = new();
        private double _saved = token.RequestsPerMinute ?? 0;
        private long _savedAt = time.GetTimestamp();
        private int _inside;

        public ReadOnlySpan<byte> Digest => token.Sha256;

        public bool TryEnter()
        {
            lock (_lock)
            {
                if (_inside >= (token.Concurrent ?? int.MaxValue) || !TrySpend())
                {
                    return false;
                }

                _inside++;
                return true;
            }
        }

        public void Dispose()
        {
            lock (_lock)
            {
                _inside--;
            }
        }

        private bool TrySpend()
        {
            if (token.RequestsPerMinute is not { } perMinute)
            {
                return true;
            }

            long now = time.GetTimestamp();
            _saved = Math.Min(perMinute, _saved + (perMinute * time.GetElapsedTime(_savedAt, now).TotalMinutes));
            _savedAt = now;
            if (_saved < 1)
            {
                return false;
            }

            _saved--;
            return true;
        }
    }
}
