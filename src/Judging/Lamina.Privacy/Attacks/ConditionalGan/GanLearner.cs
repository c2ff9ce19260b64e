using Lamina.Privacy.Attacks.Learned;
using TorchSharp;

namespace Lamina.Privacy.Attacks.ConditionalGan;

/// <summary>Generator and discriminator in turns, each with Adam of its own.</summary>
internal sealed class GanLearner : ILearner
{
    private const double LargestGradient = 1;

    // Less momentum than usual, as in pix2pix: the opponent moves.
    private const double Beta1 = 0.5;

    private readonly ConditionalGanOptions _options;
    private readonly PatchDiscriminator _discriminator;
    private readonly double _highestRate;
    private readonly torch.optim.Optimizer _forGenerator;
    private readonly torch.optim.Optimizer _forDiscriminator;

    public GanLearner(DecoderNetwork generator, PatchDiscriminator discriminator, ConditionalGanOptions options)
    {
        Generator = generator;
        _discriminator = discriminator;
        _options = options;
        _highestRate = generator.RateFactor * options.Plan.LearningRate;
        _forGenerator = torch.optim.Adam(generator.parameters(), _highestRate, beta1: Beta1);
        _forDiscriminator = torch.optim.Adam(discriminator.parameters(), options.DiscriminatorLearningRate, beta1: Beta1);
    }

    public string Name => "conditional-gan";

    public string Settings => _options.ToString();

    public torch.nn.Module<IReadOnlyList<Tensor>, Tensor> Generator { get; }

    public IReadOnlyList<torch.nn.Module> Modules => [Generator, _discriminator];

    public IReadOnlyList<torch.optim.Optimizer> Optimizers => [_forGenerator, _forDiscriminator];

    public double Step(IReadOnlyList<Tensor> features, Tensor pictures, double rate)
    {
        Rate(_forGenerator, rate * _highestRate);
        Rate(_forDiscriminator, rate * _options.DiscriminatorLearningRate);
        Tensor guess = Generator.forward(features);

        // The discriminator learns on the same guess, which must not learn from that.
        _forDiscriminator.zero_grad();
        Tensor telling = 0.5 * (Belong(_discriminator.forward(pictures, features), true) + Belong(_discriminator.forward(guess.detach(), features), false));
        telling.backward();
        _forDiscriminator.step();

        _forGenerator.zero_grad();
        Tensor loss = F.l1_loss(guess, pictures) + (_options.AdversarialWeight * Belong(_discriminator.forward(guess, features), true));
        loss = _options.StructureWeight > 0 ? loss + (_options.StructureWeight * StructuralLoss.Of(guess, pictures)) : loss;
        loss.backward();
        torch.nn.utils.clip_grad_norm_(Generator.parameters(), LargestGradient);
        _forGenerator.step();
        return loss.ToDouble();
    }

    public void Dispose()
    {
        _forGenerator.Dispose();
        _forDiscriminator.Dispose();
        Generator.Dispose();
        _discriminator.Dispose();
    }

    private static Tensor Belong(Tensor scores, bool belong) =>
        F.binary_cross_entropy_with_logits(scores, belong ? torch.ones_like(scores) : torch.zeros_like(scores));

    private static void Rate(torch.optim.Optimizer optimizer, double rate)
    {
        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = rate;
        }
    }
}
