using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Lamina.Protocol.Wire;
using Lamina.Protocol.Hpke;

namespace Lamina.Protocol.ObliviousHttp;

/// <summary>
/// The keys of a gateway: media type <c>application/ohttp-keys</c>, each configuration after its length of two bytes
/// (RFC 9458 section 3.2). Its exact bytes are what evidence binds; they are kept as they came.
/// </summary>
public sealed class KeyConfigList
{
    /// <summary>Longer lists are refused.</summary>
    public const int MaximumBytes = 64 << 10;

    /// <summary>Lists of more configurations are refused.</summary>
    public const int MaximumConfigs = 32;

    private KeyConfigList(ReadOnlyMemory<byte> encoded, IReadOnlyList<KeyConfig> configs)
    {
        Encoded = encoded;
        Configs = configs;
    }

    /// <summary>The exact bytes of the list.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>The configurations whose KEM is known here, in the gateway's order of preference; never empty.</summary>
    public IReadOnlyList<KeyConfig> Configs { get; }

    /// <summary>Writes a list.</summary>
    /// <exception cref="ArgumentException">The list is empty, too long, or names a key identifier twice.</exception>
    public static KeyConfigList Create(IReadOnlyList<KeyConfig> configs)
    {
        ArgumentNullException.ThrowIfNull(configs);
        List<byte> encoded = [];
        Span<byte> length = stackalloc byte[2];
        foreach (byte[] config in configs.Select(config => config.Encode()))
        {
            BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)config.Length));
            encoded.AddRange(length);
            encoded.AddRange(config);
        }

        return TryParse(encoded.ToArray(), out KeyConfigList? list, out string? refusal) ? list : throw new ArgumentException(refusal, nameof(configs));
    }

    /// <summary>Reads a list.</summary>
    /// <param name="encoded">The bytes; copied.</param>
    /// <param name="list">The list.</param>
    /// <param name="refusal">One sentence: what was found, what was wanted, where.</param>
    /// <returns>False if the bytes are no list, name a key identifier twice, or hold no key whose KEM is known here.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> encoded, [NotNullWhen(true)] out KeyConfigList? list, [NotNullWhen(false)] out string? refusal) =>
        Refusal.Catch(() => Parse(encoded), out list, out refusal);

    /// <summary>The first of the wanted suites that some key offers.</summary>
    /// <param name="wanted">What the policy accepts, best first.</param>
    /// <param name="config">The key.</param>
    /// <param name="suite">The suite.</param>
    /// <returns>False if no key offers any of them: the caller must refuse, never choose another.</returns>
    public bool TrySelect(IReadOnlyList<HpkeSuite> wanted, [NotNullWhen(true)] out KeyConfig? config, out HpkeSuite suite)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        foreach (HpkeSuite candidate in wanted.Where(candidate => candidate.CanSealRequests))
        {
            suite = candidate;
            config = Configs.FirstOrDefault(one => one.Offers(candidate));
            if (config is not null)
            {
                return true;
            }
        }

        suite = default;
        config = null;
        return false;
    }

    private static KeyConfigList Parse(ReadOnlyMemory<byte> encoded)
    {
        if (encoded.Length > MaximumBytes)
        {
            throw new WireFormatException($"The key list has {encoded.Length} bytes; at most {MaximumBytes} are accepted.");
        }

        byte[] copy = encoded.ToArray();
        var reader = new WireReader(copy);
        var keyIds = new HashSet<byte>();
        List<KeyConfig> configs = [];
        while (!reader.AtEnd)
        {
            Memory<byte> config = reader.Read(reader.ReadUInt16("the length of a key configuration"), "a key configuration");
            if (config.IsEmpty || !keyIds.Add(config.Span[0]))
            {
                throw new WireFormatException(config.IsEmpty ? "A key configuration is empty." : $"The key identifier {config.Span[0]} is there twice.");
            }

            if (keyIds.Count > MaximumConfigs)
            {
                throw new WireFormatException($"The key list holds more than {MaximumConfigs} keys.");
            }

            if (KeyConfig.Parse(config) is { } known)
            {
                configs.Add(known);
            }
        }

        return configs.Count > 0 ? new KeyConfigList(copy, configs) : throw new WireFormatException("The key list holds no key whose mechanism is known here.");
    }
}
