using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace Weft.Cli.Tests;

/// <summary>The options of `weft run` for wasi:tls: a component that imports it runs when it is there.</summary>
public sealed class RunCommandTlsTests : IDisposable
{
    private const string Guest = """
        (component
          (import "wasi:tls/types@0.2.0-draft" (instance (export "client-handshake" (type (sub resource)))))
          (core module $m (func (export "run") (result i32) (i32.const 0)))
          (core instance $i (instantiate $m))
          (func $run (result (result)) (canon lift (core func $i "run")))
          (instance $exports (export "run" (func $run)))
          (export "wasi:cli/run@0.2.0" (instance $exports)))
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-tests-");

    public RunCommandTlsTests()
    {
        File.WriteAllText(PathOf("guest.wat"), Guest);
        File.WriteAllText(PathOf("empty.pem"), "nothing\n");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(PathOf("root.pem"), certificate.ExportCertificatePem());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void It_is_off_unless_asked_for()
    {
        var result = WeftProcess.Run("run", PathOf("guest.wat"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("wasi:tls/types@0.2.0-draft", result.Error);
        Assert.Equal(new WeftResult(0, "", ""), WeftProcess.Run("run", "--tls", PathOf("guest.wat")));
        Assert.Equal(new WeftResult(0, "", ""), WeftProcess.Run("run", "--tls-roots", PathOf("root.pem"), PathOf("guest.wat")));
    }

    [Theory]
    [InlineData("empty.pem", "there is no certificate in")]
    [InlineData("missing.pem", "(--tls-roots)")]
    public void Files_without_certificates_are_refused(string file, string message)
    {
        var result = WeftProcess.Run("run", "--tls-roots", PathOf(file), PathOf("guest.wat"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Error);
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
