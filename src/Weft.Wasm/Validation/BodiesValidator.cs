// Runs the function validator over every body, on several threads when there is enough to do.
using System.Runtime.ExceptionServices;
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Validation;

/// <summary>Checks the bodies of a module.</summary>
internal static class BodiesValidator
{
    // A thread costs some tens of microseconds to bring in: about this many bytes of code.
    private const int BytesWorthAThread = 64 << 10;

    // Functions are handed out in runs of about this many bytes, so that threads seldom meet and errors are found early.
    private const int BytesInARun = 16 << 10;

    public static void Validate(ValidatedModule module)
    {
        var functions = module.Definition.Functions;
        var bytes = 0L;
        foreach (var function in functions)
        {
            bytes += function.Body.Bytes.Length;
        }

        var threads = module.Options.MaxDegreeOfParallelism;
        threads = (int)Math.Min(threads > 0 ? threads : Environment.ProcessorCount, bytes / BytesWorthAThread + 1);
        if (threads > 1)
        {
            new Crew(module).Run(threads);
            return;
        }

        var validator = new FunctionValidator(module);
        var instruction = default(Instruction);
        for (var i = 0; i < functions.Length; i++)
        {
            validator.Validate(i, ref instruction);
        }
    }

    /// <summary>Several threads that take runs of functions until none is left or one has failed.</summary>
    private sealed class Crew(ValidatedModule module)
    {
        private readonly Lock _lock = new();
        private int _next;
        private int _failed = int.MaxValue;
        private ExceptionDispatchInfo? _failure;

        public void Run(int threads)
        {
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => Work());
            _failure?.Throw();
        }

        private void Work()
        {
            var validator = new FunctionValidator(module);
            var instruction = default(Instruction);
            while (Take(out var start, out var end))
            {
                for (var i = start; i < end; i++)
                {
                    try
                    {
                        validator.Validate(i, ref instruction);
                    }
                    catch (WasmException exception)
                    {
                        Fail(i, exception);
                        return;
                    }
                }
            }
        }

        // Runs are taken in order, so every function before a failed one is in a run that somebody has taken and will finish.
        private bool Take(out int start, out int end)
        {
            var functions = module.Definition.Functions;
            lock (_lock)
            {
                start = end = _next;
                if (start > _failed)
                {
                    return false;
                }

                for (var bytes = 0; end < functions.Length && bytes < BytesInARun; end++)
                {
                    bytes += functions[end].Body.Bytes.Length;
                }

                _next = end;
                return end > start;
            }
        }

        private void Fail(int index, WasmException exception)
        {
            lock (_lock)
            {
                if (index < _failed)
                {
                    _failed = index;
                    _failure = ExceptionDispatchInfo.Capture(exception);
                }
            }
        }
    }
}
