using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lamina.Privacy.Runs;

/// <summary>What one piece of a run is of. Together with the subject's digest it names the piece's file, so that equal work is done once.</summary>
public sealed record PieceKey
{
    /// <summary>What the piece is for.</summary>
    public required PieceRole Role { get; init; }

    /// <summary>Name of the attack or of the control.</summary>
    public required string Name { get; init; }

    /// <summary>Tensors it looked at; empty for a control that looks at none.</summary>
    public required ImmutableArray<string> Tensors { get; init; }

    /// <summary>Its seed.</summary>
    public required long Seed { get; init; }

    /// <summary>Images of the adversary's it learned from.</summary>
    public required int Images { get; init; }

    /// <summary>Victims it was scored on, the first ones; 0 where none were.</summary>
    public required int Victims { get; init; }

    /// <summary>Further settings that change the result, as text. Default none.</summary>
    public string Settings { get; init; } = "";

    /// <summary>The name of the piece's file, without its ending.</summary>
    /// <param name="subject">Digest of model, preprocessing, images and code version.</param>
    public string Id(string subject)
    {
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(this, PieceJson.Default.PieceKey);
        return Convert.ToHexStringLower(SHA256.HashData([.. System.Text.Encoding.UTF8.GetBytes($"lamina-piece-v1\0{subject}\0"), .. text]))[..24];
    }

    /// <summary>For progress and reasons.</summary>
    public override string ToString() => $"{Role switch
    {
        PieceRole.Shuffled => "shuffled pairs: ",
        PieceRole.Positive => "positive control: ",
        PieceRole.Scaling => $"with {Images} images: ",
        _ => "",
    }}{Name}{(Tensors.IsEmpty ? "" : $" at {string.Join(" + ", Tensors)}")}{(Seed > 1 ? $", seed {Seed}" : "")}";

    /// <inheritdoc/>
    public bool Equals(PieceKey? other) =>
        other is not null && Role == other.Role && Name == other.Name && Seed == other.Seed && Images == other.Images
        && Victims == other.Victims && Settings == other.Settings && Tensors.SequenceEqual(other.Tensors);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Role, Name, Seed, Images, Victims);
}

/// <summary>What a piece is for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PieceRole>))]
public enum PieceRole
{
    /// <summary>An attack on the victims.</summary>
    [JsonStringEnumMemberName("attack")]
    Attack,

    /// <summary>The same attack where it must succeed.</summary>
    [JsonStringEnumMemberName("positive")]
    Positive,

    /// <summary>The same attack, trained on pairs that do not belong together.</summary>
    [JsonStringEnumMemberName("shuffled")]
    Shuffled,

    /// <summary>The same attack with fewer images: only its validation score matters.</summary>
    [JsonStringEnumMemberName("scaling")]
    Scaling,

    /// <summary>What is had without the tensors.</summary>
    [JsonStringEnumMemberName("control")]
    Control,
}
