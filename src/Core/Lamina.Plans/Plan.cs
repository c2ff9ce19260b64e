using System.Collections.Immutable;
using Lamina.Plans.Json;
using Lamina.Plans.Measured;
using Lamina.Plans.Preprocess;
using Lamina.Plans.Validation;

namespace Lamina.Plans;

/// <summary>
/// A partition as data: which model is cut where, into which files, who sees what, and the measurements that justified it.
/// The file is <c>plan.json</c>, its format is docs/plan.md and docs/schema/plan.schema.json.
/// A plan has exactly one byte form; its digest is the SHA-256 of those bytes.
/// </summary>
public sealed record Plan
{
    /// <summary>The format version that this code reads and writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Largest plan that is read or written: 16 MiB.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>The file name of a plan inside its folder.</summary>
    public const string FileName = "plan.json";

    /// <summary>Always <see cref="CurrentFormat"/>.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>The whole model that was cut.</summary>
    public required PlanModel Model { get; init; }

    /// <summary>The whole model's inputs, in the model's order.</summary>
    public required ImmutableArray<TensorSpec> Inputs { get; init; }

    /// <summary>The whole model's outputs, in the model's order.</summary>
    public required ImmutableArray<TensorSpec> Outputs { get; init; }

    /// <summary>What crosses to the worker and what the worker can see.</summary>
    public required PlanCut Cut { get; init; }

    /// <summary>The part before the cut, run in the enclave.</summary>
    public required PlanPart Head { get; init; }

    /// <summary>The part after the cut, run by the worker.</summary>
    public required PlanPart Body { get; init; }

    /// <summary>The last layers, run in the enclave again; null if the body computes the outputs.</summary>
    public PlanPart? Tail { get; init; }

    /// <summary>How a picture becomes the input tensor, and what the outputs are called; null if the model does not take pictures.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>The one size of a request and of an answer.</summary>
    public required PlanLimits Limits { get; init; }

    /// <summary>The leakage the planner accepts; null as long as nothing was judged.</summary>
    public PlanBudget? Budget { get; init; }

    /// <summary>What the measurements say about the budget.</summary>
    public required PlanVerdict Verdict { get; init; }

    /// <summary>Why, in sentences for a person; empty only for an unjudged plan.</summary>
    public required ImmutableArray<string> Reasons { get; init; }

    /// <summary>What the verdict holds for; null only for an unjudged plan.</summary>
    public PlanScope? Scope { get; init; }

    /// <summary>Measured leakage, of the cut and of any other tensors that were attacked.</summary>
    public required ImmutableArray<LeakageRow> Leakage { get; init; }

    /// <summary>The runs whose outcome was known beforehand, beside the leakage rows they vouch for.</summary>
    public required ImmutableArray<ControlRow> Controls { get; init; }

    /// <summary>Measured cost, of the cut and of any other cuts that were profiled.</summary>
    public required ImmutableArray<CostRow> Costs { get; init; }

    /// <summary>Who made this plan, from what.</summary>
    public required PlanProvenance Provenance { get; init; }

    /// <summary>True only for a verdict that may be served without an operator's word: within the budget, on data of the model's own kind.</summary>
    public bool IsWithinBudget() => Verdict == PlanVerdict.WithinBudget && Scope is { Demonstration: false };

    /// <summary>All faults of this plan at once; empty if it is valid.</summary>
    public ImmutableArray<Fault> Validate() => PlanValidator.Validate(this);

    /// <summary>The canonical bytes: what <c>plan.json</c> holds and what the digest covers.</summary>
    /// <exception cref="PlanException">The plan is not valid, or larger than <see cref="MaxBytes"/>.</exception>
    public byte[] ToBytes() => PlanBytes.Write(this);

    /// <summary>SHA-256 of <see cref="ToBytes"/>.</summary>
    /// <exception cref="PlanException">The plan is not valid.</exception>
    public Sha256Digest Digest() => Sha256Digest.Of(ToBytes());

    /// <summary>Reads a plan from untrusted bytes; anything but the canonical bytes of a valid plan is refused.</summary>
    /// <param name="utf8">All bytes of the file, nothing before or after them.</param>
    /// <exception cref="PlanException">Refused; the message is one sentence, <see cref="PlanException.Faults"/> names every fault.</exception>
    public static Plan Parse(ReadOnlySpan<byte> utf8) => PlanBytes.Read(utf8);

    /// <summary>Reads a plan file. Read once and parse those bytes where the digest matters.</summary>
    /// <param name="path">The file, or the folder that holds <see cref="FileName"/>.</param>
    /// <exception cref="PlanException">The file is absent, unreadable or refused by <see cref="Parse"/>.</exception>
    public static Plan Load(string path) => Parse(BoundedFile.Read(
        Directory.Exists(path) ? Path.Combine(path, FileName) : path, MaxBytes, "plan", sentence => new PlanException(sentence)));
}
