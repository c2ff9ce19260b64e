using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Verdict;

/// <summary>One attack of the portfolio: what its adversary knows, and what shows that it works.</summary>
public sealed record AttackKind
{
    private AttackKind()
    {
    }

    /// <summary>Conditional GAN, the paper's: generator and patch discriminator on pairs of image and features.</summary>
    public static AttackKind ConditionalGan { get; } = new()
    {
        Name = "conditional-gan", Family = AttackFamily.Learned, Adversary = "black-box", Positive = 0.8,
        Knowledge = "may query the head with images of its own that resemble the victims",
    };

    /// <summary>Inverse network (He et al. 2019): a decoder trained on pixels.</summary>
    public static AttackKind InverseNetwork { get; } = new()
    {
        Name = "inverse-network", Family = AttackFamily.Learned, Adversary = "black-box", Positive = 0.9,
        Knowledge = "may query the head with images of its own that resemble the victims",
    };

    /// <summary>Regularised maximum likelihood (He et al. 2019): gradient descent on the input.</summary>
    public static AttackKind Rmle { get; } = new()
    {
        Name = "rmle", Family = AttackFamily.WhiteBox, Adversary = "white-box", Positive = 0.9,
        Knowledge = "knows the head's weights",
    };

    /// <summary>rMLE with its loss summed over the cut and the next two deeper tensors the worker sees; nothing at a cut with none beyond it.</summary>
    public static AttackKind RmleDeeper { get; } = new()
    {
        Name = "rmle-deeper", Family = AttackFamily.WhiteBox, Adversary = "white-box", Positive = 0.9,
        Knowledge = "knows the weights of the head and of the layers up to the next two deeper tensors",
    };

    /// <summary>Deep image prior: gradient descent on an untrained generator. Its positive control's 0.8 is our choice.</summary>
    public static AttackKind DeepImagePrior { get; } = new()
    {
        Name = "deep-image-prior", Family = AttackFamily.WhiteBox, Adversary = "white-box", Positive = 0.8,
        Knowledge = "knows the head's weights",
    };

    /// <summary>Ridge regression from features to pixels, in closed form. Its positive control's 0.8 is our choice.</summary>
    public static AttackKind Ridge { get; } = new()
    {
        Name = "ridge", Family = AttackFamily.ClosedForm, Adversary = "black-box", Positive = 0.8,
        Knowledge = "may query the head with images of its own that resemble the victims",
    };

    /// <summary>Average and choice among the others' reconstructions, by feature error.</summary>
    public static AttackKind Combined { get; } = new()
    {
        Name = "combined", Family = AttackFamily.Combined, Adversary = "white-box", Positive = 0.9,
        Knowledge = "has all that the other attacks' adversaries have",
    };

    /// <summary>Recognition in feature space, without reconstruction.</summary>
    public static AttackKind NearestNeighbour { get; } = new()
    {
        Name = "nearest-neighbour", Family = AttackFamily.Recognition, Adversary = "black-box", Positive = 0.9,
        PositiveMetric = Metric.Reidentification,
        Knowledge = "may query the head with images of its own, among them other views of the victims",
    };

    /// <summary>Record fields from features, without an image. Its positive control is field accuracy at the first layer.</summary>
    public static AttackKind FieldRegression { get; } = new()
    {
        Name = "field-regression", Family = AttackFamily.ClosedForm, Adversary = "black-box", Positive = 0.95,
        PositiveMetric = Metric.FieldAdvantage,
        Knowledge = "may query the head with records of its own",
    };

    /// <summary>The worker's own output as the label.</summary>
    public static AttackKind WorkerOutput { get; } = new()
    {
        Name = "worker-output", Family = AttackFamily.Label, Adversary = "passive", Positive = 0,
        Knowledge = "reads what the body computes",
    };

    /// <summary>A classifier trained on the exposed tensors.</summary>
    public static AttackKind LabelProbe { get; } = new()
    {
        Name = "label-probe", Family = AttackFamily.Label, Adversary = "black-box", Positive = 0,
        Knowledge = "has labelled images of its own",
    };

    /// <summary>What must have run at the cut before anything is within a budget.</summary>
    public static IReadOnlyList<AttackKind> Portfolio { get; } = [ConditionalGan, InverseNetwork, Rmle, DeepImagePrior, Ridge, Combined];

    /// <summary>All attacks, the portfolio first.</summary>
    public static IReadOnlyList<AttackKind> All { get; } = [.. Portfolio, RmleDeeper, NearestNeighbour, FieldRegression, WorkerOutput, LabelProbe];

    /// <summary>The attack of that name, or null.</summary>
    public static AttackKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);

    /// <summary>Name in plans and on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>Which rule says whether it was strong.</summary>
    public required AttackFamily Family { get; init; }

    /// <summary>The adversary in a word.</summary>
    public required string Adversary { get; init; }

    /// <summary>What the adversary must know, to follow "the adversary".</summary>
    public required string Knowledge { get; init; }

    /// <summary>What the attack's mean must exceed at the first cut after a learned layer.</summary>
    public required double Positive { get; init; }

    /// <summary>The metric of <see cref="Positive"/>. Default SSIM.</summary>
    public Metric PositiveMetric { get; init; } = Metric.Ssim;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>Kinds of attack that are judged alike.</summary>
public enum AttackFamily
{
    /// <summary>Trained by gradient descent on images of the adversary.</summary>
    Learned,

    /// <summary>Optimised per victim through the head's weights.</summary>
    WhiteBox,

    /// <summary>Fitted in one step; there is nothing to train longer, and it is no substitute for a learned attack.</summary>
    ClosedForm,

    /// <summary>Recognises, reconstructs nothing.</summary>
    Recognition,

    /// <summary>Made of the others' results.</summary>
    Combined,

    /// <summary>Tells the label only.</summary>
    Label,
}
