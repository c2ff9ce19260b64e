namespace Lamina.Privacy.Runs;

/// <summary>Who is told of a run.</summary>
public interface IRunTalk
{
    /// <summary>Says a line.</summary>
    void Say(string line);

    /// <summary>Shows where the work is; called often, shown now and then.</summary>
    void Progress(Func<string> line);
}
