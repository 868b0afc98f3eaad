// Entry of the harness: every failure is one message and an exit code.
using System.CommandLine;
using Weft.Bench;
using Weft.Wasm;

try
{
    return new BenchCommand().Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception error) when (error is WasmException or IOException or InvalidDataException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"bench: {error.Message}");
    return 1;
}
