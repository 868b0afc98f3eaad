// Generated code is in the repository: it must be what the generator writes now.
using Weft.InstructionSet;
using Weft.Tests.Shared;
using Xunit;

namespace Weft.Architecture.Tests;

public sealed class GeneratedFilesTests
{
    [Fact]
    public void Generated_files_are_current()
    {
        var stale = GeneratedFiles.Generate(Repository.Root).Where(file => File.ReadAllText(Repository.PathOf(file.Path)) != file.Text).Select(file => file.Path);
        Assert.True(!stale.Any(), $"run `dotnet run --project eng/Weft.InstructionSet`: {string.Join(", ", stale)}");
    }
}
