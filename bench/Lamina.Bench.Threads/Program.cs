using System.Globalization;
using Lamina.Bench.Threads;

// What thread policies cost when a network runs in two parts: docs/runtime.md quotes this program's ratios.
//   Lamina.Bench.Threads WHOLE.onnx HEAD.onnx BODY.onnx [ROUNDS]
if (args is ["--body", string model, string threads, string runs, string spinning])
{
    return BodyProcess.Serve(model, BodyProcess.Policy(threads, runs, spinning));
}

if (args.Length is not (3 or 4))
{
    Console.Error.WriteLine("usage: Lamina.Bench.Threads WHOLE.onnx HEAD.onnx BODY.onnx [ROUNDS]");
    return 2;
}

int rounds = args.Length == 4 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 15;
Comparison.Print(args[0], args[1], args[2], rounds, Environment.ProcessorCount);
return 0;
