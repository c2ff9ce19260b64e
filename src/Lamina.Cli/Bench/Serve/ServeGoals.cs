namespace Lamina.Cli.Bench.Serve;

/// <summary>What is wanted of the zoo's networks at their middle cut; nothing of other models and cuts.</summary>
/// <param name="Served">Least throughput as a share of the whole model behind a worker, with 4 and 16 clients.</param>
/// <param name="InProcess">Least throughput as a share of plain ONNX Runtime, with 4 and 16 clients.</param>
internal sealed record ServeGoals(double Served, double InProcess)
{
    /// <summary>Widest interval of a ratio that is judged.</summary>
    public const double WidestJudged = 0.03;

    /// <summary>Fewest clients that the throughput goals hold for.</summary>
    public const int FewestClients = 4;

    /// <summary>The goals of a network by the name of its graph; null where there are none.</summary>
    public static ServeGoals? Of(string network, bool middleCut) => !middleCut ? null : network switch
    {
        "vgg16" => new ServeGoals(0.985, 0.97),
        "resnet50" => new ServeGoals(0.97, 0.95),
        "efficientnet_b0" => new ServeGoals(0.93, 0.90),
        _ => null,
    };

    /// <summary>Most milliseconds that one request may take longer, for an exposed tensor of so many megabytes.</summary>
    public static double AddedLatencyMs(double exposedMegabytes) => 1.0 + exposedMegabytes;

    /// <summary>Most processor milliseconds that one request may cost more.</summary>
    public static double AddedCpuMs(double exposedMegabytes) => 1.0 + (0.7 * exposedMegabytes);
}
