using System.Collections.Immutable;
using Lamina.Images;
using Lamina.Plans;

namespace Lamina.Reports.Quickstart;

/// <summary>Everything the quickstart's page shows. All texts are plain text; they are encoded when written.</summary>
public sealed record QuickstartReport
{
    /// <summary>The page's title.</summary>
    public required string Title { get; init; }

    /// <summary>What happened, in a sentence or two.</summary>
    public required string Summary { get; init; }

    /// <summary>What a reader must know before believing anything (a simulated TEE, untrained weights); shown first and last.</summary>
    public required ImmutableArray<string> Warnings { get; init; }

    /// <summary>The photographs that were classified, in order.</summary>
    public required ImmutableArray<PhotographReport> Photographs { get; init; }

    /// <summary>Who attacked the photographs with what, or why no attack is shown; a sentence or two.</summary>
    public required string Attacks { get; init; }

    /// <summary>The plan that was served.</summary>
    public required Plan Plan { get; init; }

    /// <summary>The named steps of the verification, in order.</summary>
    public required ImmutableArray<CheckReport> Checks { get; init; }

    /// <summary>What this protects against and what not, a paragraph each.</summary>
    public required ImmutableArray<string> ThreatModel { get; init; }

    /// <summary>The commands that make this page again, one a line.</summary>
    public required ImmutableArray<string> Commands { get; init; }

    /// <summary>Version, machine and whatever else makes the numbers comparable, one a line.</summary>
    public required ImmutableArray<string> Environment { get; init; }
}

/// <summary>One photograph.</summary>
public sealed record PhotographReport
{
    /// <summary>Its file name.</summary>
    public required string Name { get; init; }

    /// <summary>Who made it, under which terms; null if not known.</summary>
    public string? Credit { get; init; }

    /// <summary>The photograph; shown no larger than 320 pixels a side.</summary>
    public required Picture Photograph { get; init; }

    /// <summary>What the worker saw, such as <see cref="Images.Figures.FeatureMaps"/> draws it.</summary>
    public required Picture WorkerSaw { get; init; }

    /// <summary>What is in that picture, in a few words.</summary>
    public required string WorkerSawCaption { get; init; }

    /// <summary>Best first.</summary>
    public required ImmutableArray<PredictionReport> Predictions { get; init; }

    /// <summary>What attacks made of what a worker sees of it, the served cut first. Default none.</summary>
    public ImmutableArray<PhotographReconstruction> Reconstructions { get; init; } = [];

    /// <summary>The numbered steps of its request, in order.</summary>
    public required ImmutableArray<StepReport> Steps { get; init; }

    /// <summary>A remark, such as how far the answer is from the whole model's; null for none.</summary>
    public string? Note { get; init; }
}

/// <summary>What the best attack made of a photograph at one cut.</summary>
/// <param name="Cut">The cut's readable name.</param>
/// <param name="Served">It is the cut of the plan that was served; else one that leaks, for comparison.</param>
/// <param name="Attack">The attack.</param>
/// <param name="Ssim">Structural similarity to the photograph at the model's input size.</param>
/// <param name="Picture">What it made.</param>
public sealed record PhotographReconstruction(string Cut, bool Served, string Attack, double Ssim, Picture Picture);

/// <summary>A class and its probability in 0..1.</summary>
public sealed record PredictionReport(string Name, double Score);

/// <summary>A numbered step of a request (docs/architecture.md) and its time.</summary>
/// <param name="Number">0 to 8.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Party">Who does it.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record StepReport(int Number, string Name, Party Party, double Milliseconds);

/// <summary>Who does a step.</summary>
public enum Party
{
    /// <summary>The one whose photograph it is.</summary>
    Client,

    /// <summary>The program inside the TEE.</summary>
    Enclave,

    /// <summary>The untrusted program next to the accelerator.</summary>
    Worker,
}

/// <summary>One named check of the verification.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Detail">What was found and what was wanted.</param>
public sealed record CheckReport(string Name, CheckStatus Status, string Detail);

/// <summary>What became of a check.</summary>
public enum CheckStatus
{
    /// <summary>It holds.</summary>
    Passed,

    /// <summary>It does not hold.</summary>
    Failed,

    /// <summary>It was not run.</summary>
    NotChecked,
}
