namespace Lamina.Images;

/// <summary>A picture was refused. The message is one sentence for a person: what was found and what was wanted.</summary>
public sealed class PictureException : Exception
{
    /// <summary>Refused for this reason.</summary>
    public PictureException(string message)
        : base(message)
    {
    }

    /// <summary>Refused because reading failed.</summary>
    public PictureException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
