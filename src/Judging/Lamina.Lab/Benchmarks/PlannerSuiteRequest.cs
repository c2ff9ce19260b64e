using System.Collections.Immutable;
using Lamina.Privacy.Attacks.ConditionalGan;
using Lamina.Privacy.Attacks.DeepImagePrior;
using Lamina.Privacy.Attacks.InverseNetwork;
using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Attacks.Rmle;
using Lamina.Privacy.Attacks.WhiteBox;
using Lamina.Privacy.Runs;
using Lamina.Privacy.Verdict;

namespace Lamina.Lab.Benchmarks;

/// <summary>What the suite of the planner's cost needs.</summary>
internal sealed record PlannerSuiteRequest
{
    /// <summary>The trained network.</summary>
    public required string Model { get; init; }

    /// <summary>Its pictures.</summary>
    public required string Data { get; init; }

    /// <summary>Folder for pieces and for what each step cost.</summary>
    public required string Out { get; init; }

    /// <summary>Candidates at most.</summary>
    public int Cuts { get; init; } = 12;

    /// <summary>Pictures of the adversary's at most.</summary>
    public int Images { get; init; } = 400;

    /// <summary>Victims of each kind at most.</summary>
    public int Victims { get; init; } = 50;

    /// <summary>Victims of attacks that search for each.</summary>
    public int Searched { get; init; } = 16;

    /// <summary>Steps of every attack that has steps.</summary>
    public int Steps { get; init; } = 200;

    /// <summary>The attacks of a portfolio. Default all.</summary>
    public ImmutableArray<AttackKind> Methods { get; init; } = [.. AttackKind.All];

    /// <summary>Also a portfolio at every cut.</summary>
    public bool Exhaustive { get; init; }

    /// <summary>Deals the roles and starts the attacks.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Threads; 0 for all.</summary>
    public int Threads { get; init; }

    /// <summary>The attacks with so many steps, the same for search and portfolio.</summary>
    public static AttackCatalog Catalog(int steps)
    {
        LearningPlan learning = new() { Steps = steps, MaxDoublings = 1 };
        WhiteBoxPlan searching = new() { Iterations = steps, IterationsFromLearned = steps, Priors = [0, 0.01] };
        return new AttackCatalog(
            [new InverseNetworkAttack(new InverseNetworkOptions { Plan = learning }), new ConditionalGanAttack(new ConditionalGanOptions { Plan = learning })],
            [new RmleAttack(new RmleOptions { Plan = searching }), new DeepImagePriorAttack(new DeepImagePriorOptions { Plan = searching, FitIterations = steps })]);
    }
}
