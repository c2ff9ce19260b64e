using TorchSharp;

namespace Lamina.Privacy.Attacks.InverseNetwork;

/// <summary>
/// A decoder that begins at the linear solution: picture = start + error * decoder, where the decoder's output begins at 0. What it
/// learns is measured in units of the start's own error, so that the noise of its training shrinks with what is left to learn.
/// </summary>
internal sealed class StartedDecoder : torch.nn.Module<IReadOnlyList<Tensor>, Tensor>
{
    private readonly LinearStart _start;
    private readonly torch.nn.Module<IReadOnlyList<Tensor>, Tensor> _decoder;

    /// <param name="start">The linear solution; owned from here on.</param>
    /// <param name="decoder">Its output must begin at 0; owned from here on.</param>
    public StartedDecoder(LinearStart start, torch.nn.Module<IReadOnlyList<Tensor>, Tensor> decoder)
        : base(nameof(StartedDecoder))
    {
        (_start, _decoder) = (start, decoder);
        RegisterComponents();
    }

    /// <summary>The picture, not clipped.</summary>
    public override Tensor forward(IReadOnlyList<Tensor> features) => _start.forward(features) + (_start.Error * _decoder.forward(features));
}
