using Lamina.Worker.Hosting;

return await WorkerProgram.RunAsync(args);
