using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Lamina.Plans.Preprocess;

/// <summary>How an 8-bit RGB picture becomes numbers: value = (x - mean) / std, x in 0..255.</summary>
public sealed record TensorForm
{
    /// <summary>Order of the dimensions.</summary>
    public required TensorLayout Layout { get; init; }

    /// <summary>Order of the channels.</summary>
    public required ChannelOrder Channels { get; init; }

    /// <summary>Three means, in the order of <see cref="Channels"/>, in levels of 0..255.</summary>
    public required ImmutableArray<double> Mean { get; init; }

    /// <summary>Three deviations above 0, in the order of <see cref="Channels"/>, in levels of 0..255.</summary>
    public required ImmutableArray<double> Std { get; init; }
}

/// <summary>Order of a picture tensor's dimensions.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TensorLayout>))]
public enum TensorLayout
{
    /// <summary>Batch, channel, row, column (PyTorch).</summary>
    [JsonStringEnumMemberName("nchw")]
    Nchw,

    /// <summary>Batch, row, column, channel (Keras).</summary>
    [JsonStringEnumMemberName("nhwc")]
    Nhwc,
}

/// <summary>Order of a picture tensor's channels.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChannelOrder>))]
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    [JsonStringEnumMemberName("rgb")]
    Rgb,

    /// <summary>Blue, green, red (Caffe).</summary>
    [JsonStringEnumMemberName("bgr")]
    Bgr,
}

/// <summary>What a classifier's output is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OutputKind>))]
public enum OutputKind
{
    /// <summary>Before softmax (or, for a single output, before the sigmoid).</summary>
    [JsonStringEnumMemberName("logits")]
    Logits,

    /// <summary>In 0..1.</summary>
    [JsonStringEnumMemberName("probabilities")]
    Probabilities,
}
