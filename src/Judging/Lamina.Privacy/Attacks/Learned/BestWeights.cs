using TorchSharp;

namespace Lamina.Privacy.Attacks.Learned;

/// <summary>A copy of a network's weights, kept in the checkpoint like a network of its own.</summary>
internal sealed class BestWeights : torch.nn.Module
{
    private readonly Tensor[] _kept;

    public BestWeights(torch.nn.Module source)
        : base(nameof(BestWeights))
    {
        using var noGrad = torch.no_grad();
        _kept = [.. source.parameters().Select(parameter => parameter.detach().clone())];
        foreach ((int i, Tensor copy) in _kept.Index())
        {
            register_buffer($"kept{i}", copy);
        }
    }

    /// <summary>Copies the weights here.</summary>
    public void Keep(torch.nn.Module source) => Copy([.. source.parameters()], _kept);

    /// <summary>Copies them back.</summary>
    public void Restore(torch.nn.Module target) => Copy(_kept, [.. target.parameters()]);

    private static void Copy(IReadOnlyList<Tensor> from, IReadOnlyList<Tensor> to)
    {
        using var noGrad = torch.no_grad();
        foreach ((Tensor source, Tensor target) in from.Zip(to))
        {
            target.copy_(source);
        }
    }
}
