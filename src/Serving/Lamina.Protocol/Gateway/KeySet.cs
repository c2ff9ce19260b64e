using Lamina.Protocol.Hpke;
using Lamina.Protocol.ObliviousHttp;

namespace Lamina.Protocol.Gateway;

/// <summary>One generation of keys: a key for each KEM, made together, published as one list, ended and wiped together.</summary>
internal sealed class KeySet
{
    private readonly Dictionary<byte, (HpkePrivateKey Private, KeyConfig Config)> _keys = [];
    private int _users = 1; // the owner
    private bool _ended;

    public KeySet(RequestKeysOptions options, Func<byte> nextKeyId, long created, long notAfter)
    {
        Created = created;
        Replays = new ReplaySet(options.ReplayCapacity);
        foreach (IGrouping<HpkeKem, HpkeSuite> suites in options.Suites.GroupBy(suite => suite.Kem))
        {
            HpkePrivateKey key = HpkePrivateKey.Generate(suites.Key);
            SymmetricAlgorithms[] algorithms = [.. suites.Select(suite => new SymmetricAlgorithms((ushort)suite.Kdf, (ushort)suite.Aead))];
            byte keyId = nextKeyId();
            _keys.Add(keyId, (key, new KeyConfig(keyId, suites.Key, key.PublicKey, algorithms)));
        }

        Published = new PublishedKeys(KeyConfigList.Create([.. _keys.Values.Select(entry => entry.Config)]).Encoded, notAfter);
    }

    /// <summary>When it was made, by the monotonic clock.</summary>
    public long Created { get; }

    public ReplaySet Replays { get; }

    public PublishedKeys Published { get; }

    public bool Holds(byte keyId) => _keys.ContainsKey(keyId);

    /// <summary>The key of a header, if the set has it and offers the suite with it.</summary>
    public HpkePrivateKey? Find(RequestHeader header) =>
        _keys.TryGetValue(header.KeyId, out var entry) && entry.Config.Offers(header.Suite) ? entry.Private : null;

    /// <summary>Keeps the keys until <see cref="Leave"/>. Under the owner's lock.</summary>
    public void Enter() => _users++;

    /// <summary>Ends a use; the last one out wipes. Under the owner's lock.</summary>
    public void Leave()
    {
        if (--_users == 0)
        {
            foreach ((HpkePrivateKey key, _) in _keys.Values)
            {
                key.Dispose();
            }
        }
    }

    /// <summary>Ends the set; requests being opened finish first. Under the owner's lock.</summary>
    public void End()
    {
        if (!_ended)
        {
            _ended = true;
            Leave();
        }
    }
}
