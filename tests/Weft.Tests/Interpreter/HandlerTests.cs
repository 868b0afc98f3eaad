// The interpreter rests on every handler ending in a jump: one that calls the next instead grows the stack with each instruction it
// runs, until a loop of the guest ends the process. Whether RyuJIT makes the jump is seen in its output alone.
using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Weft.Interpreter;
using Xunit;

namespace Weft.Tests.Interpreter;

public sealed partial class HandlerTests
{
    private const string Handlers = "Weft.Interpreter.RawCalliHelper:";

    [Fact]
    public void Every_handler_ends_in_a_jump()
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "the listing is looked through for instructions of x64");
        var listing = Path.GetTempFileName();
        try
        {
            // This program once more, with nothing but the other test, and the compiler's listing.
            var start = new ProcessStartInfo(Environment.ProcessPath!, ["-method", $"*.{nameof(Every_handler_can_be_compiled)}"])
            {
                RedirectStandardOutput = true,
                Environment = { ["DOTNET_JitDisasm"] = Handlers + "*", ["DOTNET_JitStdOutFile"] = listing },
            };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, output);

            var methods = File.ReadAllText(listing).Split("; Assembly listing for method ").Skip(1).Where(method => HandlerName().IsMatch(method)).ToList();
            Assert.True(methods.Count >= BytecodeInfo.Count - 1, $"{methods.Count} listings of {BytecodeInfo.Count} handlers");
            Assert.Empty(methods.Where(method => CallOfNext().IsMatch(method)).Select(method => method[..method.IndexOf('\n', StringComparison.Ordinal)]));
        }
        finally
        {
            File.Delete(listing);
        }
    }

    [Fact]
    public unsafe void Every_handler_can_be_compiled()
    {
        RuntimeHelpers.RunClassConstructor(typeof(HandlerTable).TypeHandle);
        for (var bytecode = 0; bytecode < BytecodeInfo.Count; bytecode++)
        {
            HandlerTable.Prepare((Bytecode)bytecode);
            Assert.NotEqual(0, HandlerTable.Addresses[bytecode]);
        }

        // The slow paths, which handlers jump to.
        foreach (var method in typeof(RawCalliHelper).GetMethods(BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Static))
        {
            if (method.GetParameters() is [.., { } last] parameters && parameters.Length == 6 && last.ParameterType == typeof(Machine))
            {
                RuntimeHelpers.PrepareMethod(method.MethodHandle);
            }
        }
    }

    // What has the parameters of a handler is one.
    [GeneratedRegex(@"\AWeft\.Interpreter\.RawCalliHelper:\w+\(ptr,ptr,ptr,ptr,ptr,Weft\.Interpreter\.Machine\)")]
    private static partial Regex HandlerName();

    // A call through a register is of the next handler; by name, of a slow path that is one itself.
    [GeneratedRegex(@"^\s+call\s+(r\w+|\[Weft\.Interpreter\.RawCalliHelper:\w+\(ptr,ptr,ptr,ptr,ptr,Weft\.Interpreter\.Machine\)\])\s*$", RegexOptions.Multiline)]
    private static partial Regex CallOfNext();
}
