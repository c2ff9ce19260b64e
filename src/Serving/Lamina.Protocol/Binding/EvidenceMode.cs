namespace Lamina.Protocol.Binding;

/// <summary>Whether evidence was made for the client that asks. The policy chooses; a client never falls back.</summary>
public enum EvidenceMode
{
    /// <summary>Made after the client's nonce was known, and binds it.</summary>
    Fresh,

    /// <summary>Made once for all clients of one key list; binds no nonce.</summary>
    Epoch,
}
