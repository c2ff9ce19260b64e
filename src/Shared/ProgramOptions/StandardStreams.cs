using System.Text;

namespace Lamina.Shared.ProgramOptions;

/// <summary>Standard output cannot be written, such as on a full disk. A pipe whose reader has gone is no fault.</summary>
internal sealed class OutputException(IOException fault) : IOException($"standard output cannot be written: {fault.Message}", fault);

/// <summary>
/// The console's two streams of a program, told apart from its files: a result that cannot be written ends the program with a sentence, talk that cannot be
/// written is dropped.
/// </summary>
internal static class StandardStreams
{
    /// <summary>Once, before anything is written.</summary>
    public static void Guard()
    {
        Console.SetOut(Writer(Console.OpenStandardOutput(), fault => throw new OutputException(fault)));
        Console.SetError(Writer(Console.OpenStandardError(), _ => { }));
    }

    /// <summary>Prints what help or the version was asked for.</summary>
    /// <param name="output">Standard output.</param>
    /// <param name="talk">Standard error.</param>
    /// <param name="program">The program's name.</param>
    /// <param name="text">What to print.</param>
    /// <returns>The program's exit code.</returns>
    public static int Print(TextWriter output, TextWriter talk, string program, string text)
    {
        try
        {
            output.WriteLine(text);
            return ExitCode.Done;
        }
        catch (OutputException full)
        {
            talk.WriteLine($"{program}: {full.Message}");
            return ExitCode.Failed;
        }
    }

    /// <summary>A writer of text whose stream's faults are given to <paramref name="unwritable"/>.</summary>
    internal static TextWriter Writer(Stream stream, Action<IOException> unwritable) =>
        new StreamWriter(new Guarded(stream, unwritable), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1024) { AutoFlush = true };

    private sealed class Guarded(Stream stream, Action<IOException> unwritable) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                stream.Write(buffer);
            }
            catch (IOException fault)
            {
                unwritable(fault);
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
            try
            {
                stream.Flush();
            }
            catch (IOException fault)
            {
                unwritable(fault);
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
